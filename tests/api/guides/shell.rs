//! Runs the blocks of a document in a folder of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use tempfile::TempDir;

use super::blocks::Block;
use crate::support::server::{free_address, lay_demo};

/// The ports that texts name: of the server, and of a receiver of webhooks.
const PORTS: [&str; 2] = ["8080", "9100"];

/// A folder, its ports, and what is done there before the document begins.
pub struct Shell {
    dir: TempDir,
    ports: [String; 2],
    first: RefCell<String>,
}

/// Whether a program is there; in CI it must be.
fn is_there(program: &str) -> bool {
    // nginx knows the short form alone.
    let answers = |ask| Command::new(program).arg(ask).output().is_ok_and(|output| output.status.success());
    let found = answers("--version") || answers("-v");
    assert!(found || std::env::var_os("CI").is_none(), "{program} is missing");
    found
}

/// Whether something cannot be run here, which is said.
pub fn left_out(what: &str, programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|program| !is_there(program)).collect();
    if !missing.is_empty() {
        eprintln!("left out: {what} needs {missing:?}");
    }
    !missing.is_empty()
}

impl Shell {
    /// A fresh one.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_newswire"), dir.path().join("bin/newswire")).unwrap();
        let port = |_| free_address().rsplit(':').next().unwrap().to_owned();
        Self { dir, ports: PORTS.map(port), first: RefCell::default() }
    }

    /// Puts the demo newsroom where `newswire demo` looks for it, so that it is not drawn anew.
    pub fn lay_demo(&self) {
        let data = self.dir.path().join("newswire-data");
        if !data.exists() {
            lay_demo(&data);
        }
    }

    /// Puts the files there that a move from WordPress begins with.
    pub fn lay_exports(&self) {
        let export = include_str!("export.xml");
        let files = [
            ("export.xml", export.to_owned()),
            ("newer-export.xml", export.replace("The first bus ran", "The first two buses ran")),
            (
                "old-urls.txt",
                "http://old.example/2023/11/first/\nhttp://old.example/?p=7\nhttp://old.example/nowhere/\n".to_owned(),
            ),
            ("site.json", "{\"name\": \"The Old Paper\", \"tagline\": \"Since 1904\"}\n".to_owned()),
        ];
        for (name, text) in files {
            fs::write(self.dir.path().join(name), text).unwrap();
        }
    }

    /// Does this before the document's own blocks.
    pub fn begin(&self, script: &str) {
        self.first.borrow_mut().push_str(&served(script));
    }

    /// Runs all blocks, and gives what each `sh` block printed.
    pub fn run(&self, name: &str, all: &[Block]) -> BTreeMap<usize, String> {
        let mut script = String::from("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
        script.push_str(&self.first.borrow());
        for (number, block) in all.iter().enumerate() {
            self.inward(block).write(self.dir.path());
            if block.language == "sh" {
                script.push_str(&format!("printf '\\036{number}\\n'\n{}", served(&block.text)));
            }
        }
        let path = format!("{}:{}", self.dir.path().join("bin").display(), std::env::var("PATH").unwrap());
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &self.own_ports(&script)])
            .current_dir(self.dir.path())
            .envs([("PATH", path.as_str()), ("NEWSWIRE_LISTEN", &format!("127.0.0.1:{}", self.ports[0]))])
            .envs([("NEWSWIRE_LOG_LEVEL", "warn"), ("NO_COLOR", "1")])
            .env_remove("NEWSWIRE_DATA")
            .output()
            .unwrap();
        let (out, err) = (self.text(&output.stdout), self.text(&output.stderr));
        assert!(output.status.success(), "{name}: {}\n{out}\n{err}", output.status);
        let parts = out.split('\u{1e}').skip(1).filter_map(|part| part.split_once('\n'));
        parts.map(|(number, said)| (number.parse().unwrap(), said.to_owned())).collect()
    }

    /// A block with this shell's ports.
    fn inward(&self, block: &Block) -> Block {
        Block { language: block.language.clone(), text: self.own_ports(&block.text), line: block.line }
    }

    fn own_ports(&self, text: &str) -> String {
        PORTS.iter().zip(&self.ports).fold(text.to_owned(), |text, (named, own)| text.replace(named, own))
    }

    /// What was printed, with the ports that the document names.
    fn text(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes).into_owned();
        PORTS
            .iter()
            .zip(&self.ports)
            .fold(text, |text, (named, own)| text.replace(&format!("127.0.0.1:{own}"), &format!("127.0.0.1:{named}")))
    }
}

/// A script that goes on when the server that it starts answers, as a reader would.
fn served(script: &str) -> String {
    let mut whole = String::new();
    for line in script.lines() {
        whole.push_str(line);
        whole.push('\n');
        if line.starts_with("newswire ") && line.ends_with('&') {
            whole.push_str("until curl -sf http://127.0.0.1:8080/health/ready > ready.txt; do sleep 0.1; done\n");
        }
    }
    whole
}
