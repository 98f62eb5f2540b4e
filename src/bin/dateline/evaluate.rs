//! todo
pub fn run(_: crate::args::Evaluate) -> Result<std::process::ExitCode, crate::failure::Failure> { Ok(std::process::ExitCode::SUCCESS) }
