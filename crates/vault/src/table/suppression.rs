//! Table `suppression`: the list that keeps people out of messages, of use, or of the vault altogether. It holds
//! keyed tokens, not addresses (pseudonymous, not anonymous: whoever holds the key can test a guess).

use crate::access::{Read, Subject, Tx};
use crate::{VaultError, keys, table::known};
use regulars_model::{Channel, Identity};
use rusqlite::params;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

pub(crate) const CREATE: &str = "
CREATE TABLE suppression (
    token BLOB NOT NULL,
    scope TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (token, scope)
) STRICT, WITHOUT ROWID;";

/// HMAC-SHA256 of an identifier under this vault's own key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token([u8; 32]);

impl Token {
    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// What a token keeps its person out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Messages by this channel.
    Channel(Channel),
    /// Segments, personas, scores and campaigns.
    Use,
    /// The vault: they were erased and are not taken in again.
    Erased,
}

impl Scope {
    fn word(self) -> &'static str {
        match self {
            Self::Channel(channel) => channel.word(),
            Self::Use => "use",
            Self::Erased => "erased",
        }
    }

    /// How the list beside the database writes it.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Use => 1,
            Self::Erased => 2,
            Self::Channel(channel) => {
                16 + Channel::ALL.iter().zip(0..).find_map(|(of, at)| (*of == channel).then_some(at)).unwrap_or(0)
            }
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Use),
            2 => Some(Self::Erased),
            _ => Channel::ALL.get(usize::from(number.checked_sub(16)?)).copied().map(Self::Channel),
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "use" => Some(Self::Use),
            "erased" => Some(Self::Erased),
            _ => Channel::from_word(word).map(Self::Channel),
        }
    }
}

/// The token of an identifier. The same identifier has another token in another vault.
#[must_use]
pub fn token(read: &Read<'_>, identity: &Identity) -> Token {
    Token(keys::mac(
        read.keys.token.bytes(),
        &[b"suppr:v1", identity.kind.word().as_bytes(), identity.value.as_bytes()],
    ))
}

/// Adds a token. `false` when it was there: its first date stays.
///
/// # Errors
/// When the database fails.
pub fn add(tx: &Tx<'_>, token: &Token, scope: Scope, now: i64) -> Result<bool, VaultError> {
    let added = tx
        .sql("INSERT INTO suppression (token, scope, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![token.0, scope.word(), now])?;
    if added > 0 {
        tx.touched(Subject::KeptOut, &[scope.word()]);
    }
    Ok(added > 0)
}

/// Takes a token off, because the person themself asked for it. `false` when it was not there.
///
/// # Errors
/// When the database fails.
pub fn lift(tx: &Tx<'_>, token: &Token, scope: Scope) -> Result<bool, VaultError> {
    let gone =
        tx.sql("DELETE FROM suppression WHERE token = ?1 AND scope = ?2")?.execute(params![token.0, scope.word()])?;
    if gone > 0 {
        tx.touched(Subject::KeptOut, &[scope.word()]);
    }
    Ok(gone > 0)
}

/// What a token's person is kept out of.
///
/// # Errors
/// When the database fails.
pub fn scopes(read: &Read<'_>, token: &Token) -> Result<Vec<Scope>, VaultError> {
    let mut statement = read.sql("SELECT scope FROM suppression WHERE token = ?1")?;
    let rows = statement.query_map([token.0], |row| row.get::<_, String>(0))?;
    rows.map(|word| known(Scope::from_word(&word?))).collect()
}

/// The whole list.
///
/// # Errors
/// When the database fails.
pub fn all(read: &Read<'_>) -> Result<HashMap<Token, Vec<Scope>>, VaultError> {
    let mut statement = read.sql("SELECT token, scope FROM suppression")?;
    let mut rows = statement.query([])?;
    let mut list: HashMap<Token, Vec<Scope>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let word: String = row.get(1)?;
        list.entry(Token(row.get(0)?)).or_default().push(known(Scope::from_word(&word))?);
    }
    Ok(list)
}

/// The whole list with its dates, in order.
pub(crate) fn entries(read: &Read<'_>) -> Result<BTreeMap<(Token, Scope), i64>, VaultError> {
    let mut statement = read.sql("SELECT token, scope, at FROM suppression")?;
    let mut rows = statement.query([])?;
    let mut list = Vec::new();
    while let Some(row) = rows.next()? {
        let word = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        list.push(((Token(row.get(0)?), known(Scope::from_word(word))?), row.get(2)?));
    }
    // All at once: put in one by one, each would be looked for.
    Ok(list.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_written_by_number_as_it_always_was() {
        // The list beside the database outlives this program: these numbers never change.
        let written = [
            (Scope::Use, 1),
            (Scope::Erased, 2),
            (Scope::Channel(Channel::ALL[0]), 16),
            (Scope::Channel(Channel::ALL[1]), 17),
            (Scope::Channel(Channel::ALL[2]), 18),
            (Scope::Channel(Channel::ALL[3]), 19),
        ];
        for (scope, number) in written {
            assert_eq!((scope.number(), Scope::from_number(number)), (number, Some(scope)));
            assert_eq!(Scope::from_word(scope.word()), Some(scope));
        }
        for unknown in [0, 3, 15, 20, 255] {
            assert_eq!(Scope::from_number(unknown), None, "{unknown}");
        }
        assert_eq!(Scope::from_word("everything"), None);
    }

    #[test]
    fn a_token_shows_nothing() {
        assert_eq!(format!("{:?}", Token::from_bytes([9; 32])), "Token(..)");
    }
}
