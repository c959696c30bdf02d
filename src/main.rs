//! The command line.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use newswire::commands::{self, Failure};
use newswire::config::{LogForm, Options, Settings};

/// Answers are made on one thread and freed on another: the system's own allocator spends a tenth of an
/// answer's time on that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A headless JSON content API for news publishers.
#[derive(Parser)]
#[command(name = "newswire", version, arg_required_else_help = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    options: Options,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API
    Serve,
    /// Make a demo newsroom and serve it
    Demo(commands::demo::DemoOptions),
    /// Bring a site from another system
    Import(commands::import::ImportOptions),
    /// Pictures and files
    #[command(subcommand)]
    Media(commands::media_fetch::MediaCommand),
    /// Change what the site says about itself
    Site(commands::site_set::SiteOptions),
    /// The search index of this machine
    #[command(subcommand)]
    Search(commands::search_rebuild::SearchCommand),
    /// Who may use the Admin API
    #[command(subcommand)]
    User(commands::user_add::UserCommand),
    /// Bring the database's schema up to date
    Migrate {
        /// Only say what is missing, and fail if something is
        #[arg(long)]
        check: bool,
    },
    /// Print the OpenAPI document
    Openapi,
    /// Check settings, database, log, counters and files; one line a fault
    Check,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::Openapi) {
        return print_contract();
    }
    match cli.options.check().map_err(Failure::from).and_then(|settings| run(cli.command, settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("newswire: {failure}");
            ExitCode::from(failure.status())
        }
    }
}

fn print_contract() -> ExitCode {
    match serde_json::to_string_pretty(&newswire::app::contract()) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::FAILURE,
    }
}

fn run(command: Command, settings: Settings) -> Result<(), Failure> {
    log(&settings);
    match command {
        Command::Serve => wait(commands::serve::run(settings)),
        Command::Demo(options) => wait(commands::demo::run(settings, options)),
        Command::Import(options) => commands::import::run(&settings, options),
        Command::Media(command) => wait(commands::media_fetch::run(settings, command)),
        Command::Site(options) => commands::site_set::run(&settings, options),
        Command::Search(command) => commands::search_rebuild::run(&settings, &command),
        Command::User(command) => wait(async move { commands::user_add::run(&settings, command).await }),
        Command::Migrate { check } => commands::migrate::run(&settings, check),
        Command::Check => commands::check::run(&settings),
        Command::Openapi => Ok(()),
    }
}

fn wait(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    actix_web::rt::System::new().block_on(work)
}

fn log(settings: &Settings) {
    let made = tracing_subscriber::fmt().with_max_level(settings.log_level.filter()).with_writer(std::io::stderr);
    // A second subscriber cannot be set; the first one stays then.
    let _ = match settings.log {
        LogForm::Human => made.compact().try_init(),
        LogForm::Json => made.json().flatten_event(true).try_init(),
    };
}
