//! Fitting the weights on gold: a semi-Markov conditional random field over the named evidence.
//!
//! The objective is the likelihood of the gold names given the evidence, with an L1 penalty so that
//! most evidence gets no weight at all (adaptive dual averaging; Duchi et al. 2011, Xiao 2010).
//! Weights are found for both readings of a story at once: the first, and the second with the names
//! of the first in memory. The names in memory come from weights that have not seen the story
//! (jackknife), as they will when the table is used on new text.
//!
//! Fitting is repeatable: the same gold and settings give the same table to the byte.

mod data;
mod evaluate;
mod gold;
mod train;

pub use evaluate::{Counts, Evaluation, Mistake, Reason, score_story};
pub use gold::{GoldSpan, GoldStory, read_brat, read_conll, read_gold};
pub use train::{Fitted, Settings, fit, fit_folds};
