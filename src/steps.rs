//! Counts of work, for tests of cost that count and do not time. Outside tests nothing is counted.

#[cfg(test)]
thread_local! {
    /// Steps taken on this thread.
    pub(crate) static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// One step of a loop whose length is not bounded by the words of a name.
#[inline(always)]
pub(crate) fn step() {
    #[cfg(test)]
    STEPS.with(|s| s.set(s.get() + 1));
}
