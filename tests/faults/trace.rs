//! What a program did to its files, read from strace: creations, writes with their bytes, syncs, renames, in order.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// Every call that can change a file or a name or make a change last. What is not understood among them is an error:
/// a simulator that overlooks a write proves nothing.
pub(crate) const CALLS: &str = "trace=open,openat,creat,close,dup,dup2,dup3,read,lseek,write,pwrite64,writev,pwritev,\
    pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync,sync,syncfs,sync_file_range,rename,renameat,renameat2,unlink,\
    unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,copy_file_range,sendfile";

/// A file, whatever it is called.
pub(crate) type FileId = usize;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A name now leads to a new, empty file.
    Create(PathBuf, FileId),
    /// Bytes at an offset.
    Write(FileId, u64, Vec<u8>),
    /// A new length.
    Length(FileId, u64),
    /// Room taken, filled with zeroes, up to this length at least.
    Room(FileId, u64),
    /// All writes to this file before are on the disk.
    Sync(FileId),
    /// All names in this folder before are on the disk.
    SyncFolder(PathBuf),
    /// A name moves, over another one perhaps.
    Rename(PathBuf, PathBuf),
    /// An emptied folder was removed: what was to happen to its names has happened, before another takes its own.
    FolderGone(PathBuf),
    /// A name goes.
    Unlink(PathBuf),
    /// The driver said something.
    Said(String),
}

enum Open {
    File { id: FileId, at: u64 },
    Folder(PathBuf),
}

/// Reads a trace.
pub(crate) struct Reader {
    dir: PathBuf,
    /// Files there were before, and those that came.
    names: HashMap<PathBuf, FileId>,
    next: FileId,
    open: HashMap<i64, Open>,
    /// Folders there were before, and those that came.
    folders: HashSet<PathBuf>,
    /// Calls that another thread came between, by thread: what the trace says of them so far.
    begun: HashMap<String, String>,
    pub(crate) steps: Vec<Step>,
}

/// A word of a call: `"\x2f\x61"` as bytes, anything else as it is.
fn unquoted(word: &str) -> Option<Vec<u8>> {
    let inner = word.strip_prefix('"')?;
    assert!(!inner.ends_with("..."), "a write was cut short in the trace: raise strace's -s");
    let inner = inner.strip_suffix('"')?;
    Some(inner.split("\\x").skip(1).map(|pair| u8::from_str_radix(pair, 16).expect("two digits")).collect())
}

fn path_of(word: &str) -> PathBuf {
    PathBuf::from(String::from_utf8(unquoted(word).unwrap_or_else(|| panic!("a path: {word}"))).expect("a plain path"))
}

/// The number a word begins with: `5`, `0x1000`, `-1 ENOENT (…)`.
fn number(word: &str) -> i64 {
    let digits: String = word.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
    digits.parse().unwrap_or_else(|_| panic!("a number: {word}"))
}

/// Where a path leads once `from` is called `to`.
pub(crate) fn moved(path: &Path, from: &Path, to: &Path) -> PathBuf {
    match path.strip_prefix(from) {
        Ok(rest) if rest.as_os_str().is_empty() => to.to_owned(),
        Ok(rest) => to.join(rest),
        Err(_) => path.to_owned(),
    }
}

impl Reader {
    /// A reader for what happens under `dir`, where `names` lead to files already.
    pub(crate) fn new(dir: &Path, names: impl IntoIterator<Item = (PathBuf, FileId)>) -> Self {
        let names: HashMap<PathBuf, FileId> = names.into_iter().collect();
        let folders = names.keys().flat_map(|name| name.ancestors().skip(1)).map(Path::to_owned).collect();
        let next = names.values().max().map_or(0, |last| last + 1);
        Self {
            dir: dir.to_owned(),
            names,
            next,
            open: HashMap::new(),
            folders,
            begun: HashMap::new(),
            steps: Vec::new(),
        }
    }

    /// Takes in one line of `strace -f -xx`.
    pub(crate) fn line(&mut self, line: &str) {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let thread = line[..line.len() - call.len()].to_owned();
        let call = call.trim_start();
        // One thread reads the file that comes in while another writes the vault; a call counts when it has returned.
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            self.begun.insert(thread, begun.trim_end().to_owned());
            return;
        }
        let whole;
        let call = match call.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>")) {
            Some((_, rest)) => {
                let Some(begun) = self.begun.remove(&thread) else { return };
                whole = begun + rest;
                whole.as_str()
            }
            None => call,
        };
        let (Some(open), Some(equals)) = (call.find('('), call.rfind(" = ")) else { return };
        let (name, result) = (&call[..open], number(&call[equals + 3..]));
        let inner = call[open + 1..equals].trim_end();
        let words: Vec<&str> = inner.strip_suffix(')').unwrap_or(inner).split(", ").collect();
        if result >= 0 {
            self.call(name, &words, result);
        }
    }

    fn call(&mut self, name: &str, words: &[&str], result: i64) {
        match name {
            "open" => self.opened(path_of(words[0]), words[1], result),
            "creat" => self.opened(path_of(words[0]), "O_CREAT|O_TRUNC", result),
            "openat" => {
                let path = path_of(words[1]);
                assert!(
                    path.is_absolute() || words[0] == "AT_FDCWD" || words[2].contains("O_DIRECTORY"),
                    "{}",
                    path.display()
                );
                self.opened(path, words[2], result);
            }
            "close" => {
                self.open.remove(&number(words[0]));
            }
            "read" => self.seek(number(words[0]), |at| at + result.unsigned_abs()),
            "lseek" => self.seek(number(words[0]), |_| result.unsigned_abs()),
            "write" => self.wrote(words, None, result),
            "pwrite64" => self.wrote(words, Some(number(words[3]).unsigned_abs()), result),
            "ftruncate" => {
                if let Some(id) = self.file(words[0]) {
                    self.steps.push(Step::Length(id, number(words[1]).unsigned_abs()));
                }
            }
            "fallocate" => {
                if let Some(id) = self.file(words[0]) {
                    assert_eq!(words[1], "0", "only room is taken");
                    let end = number(words[2]).unsigned_abs() + number(words[3]).unsigned_abs();
                    self.steps.push(Step::Room(id, end));
                }
            }
            "fsync" | "fdatasync" => match self.open.get(&number(words[0])) {
                Some(Open::File { id, .. }) => self.steps.push(Step::Sync(*id)),
                Some(Open::Folder(path)) => self.steps.push(Step::SyncFolder(path.clone())),
                None => {}
            },
            "rename" => self.renamed(path_of(words[0]), path_of(words[1])),
            "renameat" | "renameat2" => self.renamed(path_of(words[1]), path_of(words[3])),
            "unlink" => self.unlinked(path_of(words[0])),
            "unlinkat" if words[2] == "AT_REMOVEDIR" => self.folder_removed(path_of(words[1])),
            "unlinkat" => self.unlinked(path_of(words[1])),
            "mkdir" => drop(self.folders.insert(path_of(words[0]))),
            "mkdirat" => drop(self.folders.insert(path_of(words[1]))),
            "rmdir" => self.folder_removed(path_of(words[0])),
            _ => self.refuse_if_ours(name, words),
        }
    }

    /// A call that is not understood must not be about the vault.
    fn refuse_if_ours(&self, name: &str, words: &[&str]) {
        for word in words {
            let path = unquoted(word).map(|bytes| PathBuf::from(String::from_utf8_lossy(&bytes).into_owned()));
            let ours = path.is_some_and(|path| path.starts_with(&self.dir))
                || word.parse().is_ok_and(|fd: i64| self.open.contains_key(&fd));
            assert!(
                !ours,
                "the simulator does not know {name}({})",
                words.join(", ").chars().take(99).collect::<String>()
            );
        }
    }

    fn opened(&mut self, path: PathBuf, flags: &str, fd: i64) {
        if !path.starts_with(&self.dir) {
            self.open.remove(&fd);
            return;
        }
        if path == self.dir || flags.contains("O_DIRECTORY") || self.folders.contains(&path) || path.is_dir() {
            self.open.insert(fd, Open::Folder(path));
            return;
        }
        assert!(!flags.contains("O_TMPFILE") && !flags.contains("O_APPEND"), "unknown: {flags}");
        let id = match self.names.get(&path) {
            Some(id) => *id,
            None => {
                let id = self.next;
                self.next += 1;
                self.names.insert(path.clone(), id);
                self.steps.push(Step::Create(path, id));
                id
            }
        };
        if flags.contains("O_TRUNC") {
            self.steps.push(Step::Length(id, 0));
        }
        self.open.insert(fd, Open::File { id, at: 0 });
    }

    fn file(&self, fd: &str) -> Option<FileId> {
        match self.open.get(&number(fd))? {
            Open::File { id, .. } => Some(*id),
            Open::Folder(_) => None,
        }
    }

    fn seek(&mut self, fd: i64, to: impl Fn(u64) -> u64) {
        if let Some(Open::File { at, .. }) = self.open.get_mut(&fd) {
            *at = to(*at);
        }
    }

    fn wrote(&mut self, words: &[&str], offset: Option<u64>, result: i64) {
        let fd = number(words[0]);
        let written = usize::try_from(result).expect("a length");
        let bytes = |word: &str| {
            let mut bytes = unquoted(word).unwrap_or_else(|| panic!("bytes: {word:.80}"));
            assert!(bytes.len() >= written, "a write was cut short in the trace");
            bytes.truncate(written);
            bytes
        };
        match self.open.get_mut(&fd) {
            Some(Open::File { id, at }) => {
                let from = offset.unwrap_or(*at);
                if offset.is_none() {
                    *at += written as u64;
                }
                self.steps.push(Step::Write(*id, from, bytes(words[1])));
            }
            None if fd == 1 => {
                self.steps.push(Step::Said(String::from_utf8_lossy(&bytes(words[1])).trim_end().to_owned()));
            }
            _ => {}
        }
    }

    fn renamed(&mut self, from: PathBuf, to: PathBuf) {
        // A folder moves with everything that is in it.
        let moving: Vec<PathBuf> = self.names.keys().filter(|name| name.starts_with(&from)).cloned().collect();
        for name in moving {
            let id = self.names.remove(&name).expect("a name just seen");
            self.names.insert(moved(&name, &from, &to), id);
        }
        let folders: Vec<PathBuf> = self.folders.iter().map(|folder| moved(folder, &from, &to)).collect();
        self.folders.extend(folders);
        if from.starts_with(&self.dir) || to.starts_with(&self.dir) {
            self.steps.push(Step::Rename(from, to));
        }
    }

    fn folder_removed(&mut self, path: PathBuf) {
        self.folders.remove(&path);
        if path.starts_with(&self.dir) {
            self.steps.push(Step::FolderGone(path));
        }
    }

    fn unlinked(&mut self, path: PathBuf) {
        assert!(path.is_absolute(), "a path from a folder: {}", path.display());
        if path.starts_with(&self.dir) {
            self.names.remove(&path);
            self.steps.push(Step::Unlink(path));
        }
    }
}

/// What a program wrote to files, as bytes: whether something readable is among them. Pipes to whoever called it are left
/// out, and files that were deleted since are not.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) bytes: usize,
    pub(crate) hits: usize,
}

impl Written {
    /// Takes in what `strace -f -y -xx` wrote.
    pub(crate) fn take_in(&mut self, trace: &str, wanted: &[u8]) {
        let digits: String = wanted.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        let wanted = memchr::memmem::Finder::new(digits.as_bytes());
        for line in trace.lines() {
            let call = line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
            if !["write(", "pwrite64(", "writev(", "pwritev(", "pwritev2("].iter().any(|name| call.starts_with(name)) {
                continue;
            }
            // `\x70\x69\x70\x65` is "pipe"; a strace that does not turn it into digits writes it out.
            let to = call.split_once('<').map_or("", |(_, to)| to);
            if to.starts_with("pipe:") || to.starts_with("\\x70\\x69\\x70\\x65\\x3a") {
                continue;
            }
            self.bytes += call.rsplit_once(" = ").map_or(0, |(_, result)| usize::try_from(number(result)).unwrap_or(0));
            self.hits += usize::from(wanted.find(call.as_bytes()).is_some());
        }
    }
}
