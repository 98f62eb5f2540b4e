//! The command line of `dateline`: arguments and files, nothing else.

mod args;
mod engine;
mod evaluate;
mod explain;
mod failure;
mod fit;
mod gazetteer;
mod gold;
mod input;
mod journal;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod progress;
mod record;
mod tag;

use args::{Cli, Command};
use clap::Parser;
use failure::{Failure, tell};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Wrong usage ends here, with code 2.
    let cli = Cli::parse();
    let result = match cli.command {
        Command::Tag(args) => tag::run(*args),
        Command::Explain(args) => explain::run(args),
        Command::Evaluate(args) => evaluate::run(args),
        Command::Fit(args) => fit::run(args),
        Command::Gazetteer(command) => gazetteer::run(command),
    };
    match result {
        Ok(code) => code,
        // `dateline … | head`: who reads has had enough.
        Err(Failure::Closed) => ExitCode::SUCCESS,
        Err(Failure::Message(message)) => {
            tell(message);
            ExitCode::from(1)
        }
        Err(Failure::Usage(message)) => {
            tell(message);
            ExitCode::from(2)
        }
    }
}
