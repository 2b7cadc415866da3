//! Tokens: who may write, and where reading is not open, who may read.
//!
//! A token is 256 random bits and shown once, when it is made. The file beside the ledger (`desk.ledger.tokens`, for its
//! owner alone) keeps its BLAKE3 hash, its name and its dates; a hash made to be slow would add nothing to 256 random bits. A
//! running server reads the file again when it changes, so that a revoked token opens nothing from then on.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::random;

/// Before each token, so that a leaked one is known for what it is.
const PREFIX: &str = "legation_";

/// A token as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Whose it is; verdicts are kept under this name.
    pub name: String,
    /// BLAKE3 of the token, hexadecimal.
    pub hash: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// When it was revoked.
    pub revoked: Option<String>,
}

/// The tokens of one ledger.
pub struct Tokens {
    path: PathBuf,
    read: Mutex<(Option<SystemTime>, Vec<Token>)>,
}

/// Why the file of tokens does not do.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read or written.
    #[error("{path}: {source}; make the folder writable for the one who runs legation")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is no file of tokens.
    #[error("{path}: is no file of tokens ({reason}); move it away and make tokens anew")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A name that cannot be given.
    #[error("'{0}' cannot be a token's name: {1}")]
    Name(String, &'static str),
    /// No token in force has this name.
    #[error("no token in force is named '{0}'; `legation token list` shows them all")]
    NoToken(String),
}

impl Tokens {
    /// The tokens of the ledger at this path: beside the file, or of a ledger on a server in the folder where programs keep data of
    /// this person (`$XDG_DATA_HOME`, else `~/.local/share`), under the address without its password.
    pub fn of(ledger: &Path) -> Self {
        let path = if legation_ledger::is_server(ledger) {
            let shown = legation_ledger::shown(ledger);
            let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
            let name: String = shown.to_string_lossy().chars().map(plain).collect();
            data_folder().join(format!("{name}.tokens"))
        } else {
            let mut name = ledger.file_name().unwrap_or_default().to_owned();
            name.push(".tokens");
            ledger.with_file_name(name)
        };
        Tokens {
            path,
            read: Mutex::new((None, Vec::new())),
        }
    }

    /// All that were ever made, oldest first.
    pub fn list(&self) -> Result<Vec<Token>, TokenError> {
        let failed = |source| TokenError::File {
            path: self.path.clone(),
            source,
        };
        let changed = match fs::metadata(&self.path).and_then(|found| found.modified()) {
            Ok(time) => time,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 != Some(changed) {
            let text = fs::read_to_string(&self.path).map_err(failed)?;
            let tokens = text
                .lines()
                .map(serde_json::from_str)
                .collect::<Result<_, _>>();
            read.1 = tokens.map_err(|e| TokenError::Damaged {
                path: self.path.clone(),
                reason: e.to_string(),
            })?;
            // A file changed this very moment may change again within the clock's tick.
            let settled = changed.elapsed().is_ok_and(|age| age.as_millis() > 50);
            read.0 = settled.then_some(changed);
        }
        Ok(read.1.clone())
    }

    /// Makes a token for someone; what is returned is shown once and kept nowhere.
    pub fn create(&self, name: &str, now: &str) -> Result<String, TokenError> {
        let name = name.trim();
        let refused = |why| Err(TokenError::Name(name.to_owned(), why));
        if name.is_empty() || name.chars().count() > 80 {
            return refused("write 1 to 80 letters");
        }
        if name
            .chars()
            .any(|c| c.is_control() || crate::shown::is_hidden(c))
        {
            return refused("it has letters that cannot be seen");
        }
        let mut tokens = self.list()?;
        if tokens
            .iter()
            .any(|known| known.name == name && known.revoked.is_none())
        {
            return refused("a token in force has it; revoke that one first");
        }
        let token = format!("{PREFIX}{}", random::hex::<32>());
        tokens.push(Token {
            name: name.to_owned(),
            hash: hash(&token),
            created: now.to_owned(),
            revoked: None,
        });
        self.write(&tokens)?;
        Ok(token)
    }

    /// From now on the token of this name opens nothing.
    pub fn revoke(&self, name: &str, now: &str) -> Result<(), TokenError> {
        let mut tokens = self.list()?;
        let found = tokens
            .iter_mut()
            .find(|token| token.name == name && token.revoked.is_none());
        let Some(token) = found else {
            return Err(TokenError::NoToken(name.to_owned()));
        };
        token.revoked = Some(now.to_owned());
        self.write(&tokens)
    }

    /// The token as it is kept, if it is in force.
    pub fn holder(&self, token: &str) -> Result<Option<Token>, TokenError> {
        let hash = hash(token.trim());
        let tokens = self.list()?;
        // Hashes of secrets are compared: how long that takes tells nothing of the secret.
        Ok(tokens
            .into_iter()
            .find(|known| known.hash == hash && known.revoked.is_none()))
    }

    /// Whether the token of this hash is still in force.
    pub fn in_force(&self, hash: &str) -> Result<bool, TokenError> {
        let tokens = self.list()?;
        Ok(tokens
            .iter()
            .any(|token| token.hash == hash && token.revoked.is_none()))
    }

    /// Whether any token is in force.
    pub fn any(&self) -> Result<bool, TokenError> {
        Ok(self.list()?.iter().any(|token| token.revoked.is_none()))
    }

    /// Writes all of the file or nothing of it.
    fn write(&self, tokens: &[Token]) -> Result<(), TokenError> {
        let failed = |source| TokenError::File {
            path: self.path.clone(),
            source,
        };
        let mut name = self.path.file_name().unwrap_or_default().to_owned();
        name.push(".new");
        let new = self.path.with_file_name(name);
        let lines: String = tokens
            .iter()
            .filter_map(|token| serde_json::to_string(token).ok())
            .map(|line| line + "\n")
            .collect();
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // Of a ledger on a server the folder may not be there yet; a ledger's own folder is not made for its tokens.
        let folder = self.path.parent().filter(|of| **of == data_folder());
        folder
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| options.open(&new))
            .and_then(|mut file| {
                file.write_all(lines.as_bytes())?;
                file.sync_all()
            })
            .and_then(|()| fs::rename(&new, &self.path))
            .map_err(failed)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.0 = None;
        Ok(())
    }
}

fn data_folder() -> PathBuf {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let data = named("XDG_DATA_HOME").map(PathBuf::from);
    let home = || named("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    data.or_else(home).unwrap_or_default().join("legation")
}

fn hash(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_until_it_is_revoked_and_is_kept_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Tokens::of(&folder.path().join("desk.ledger"));
        let token = tokens.create("A. Reader", "2026-01-01T00:00:00Z").unwrap();
        assert_eq!(tokens.holder(&token).unwrap().unwrap().name, "A. Reader");
        assert_eq!(tokens.holder("legation_0000").unwrap(), None);
        let kept = fs::read_to_string(folder.path().join("desk.ledger.tokens")).unwrap();
        assert!(!kept.contains(&token));
        // Another process revokes it.
        let others = Tokens::of(&folder.path().join("desk.ledger"));
        others.revoke("A. Reader", "2026-01-02T00:00:00Z").unwrap();
        assert_eq!(tokens.holder(&token).unwrap(), None);
        assert!(!tokens.any().unwrap());
    }

    #[test]
    #[cfg(unix)]
    fn the_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("desk.ledger");
        Tokens::of(&ledger)
            .create("desk", "2026-01-01T00:00:00Z")
            .unwrap();
        let mode = fs::metadata(folder.path().join("desk.ledger.tokens"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn two_tokens_in_force_never_share_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Tokens::of(&folder.path().join("desk.ledger"));
        tokens.create("desk", "2026-01-01T00:00:00Z").unwrap();
        assert!(tokens.create("desk", "2026-01-01T00:00:00Z").is_err());
        assert!(
            tokens
                .create("de\u{200b}sk", "2026-01-01T00:00:00Z")
                .is_err()
        );
        tokens.revoke("desk", "2026-01-01T00:00:00Z").unwrap();
        assert!(tokens.create("desk", "2026-01-01T00:00:00Z").is_ok());
    }
}
