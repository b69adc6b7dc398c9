//! E3 and H1: what the system refuses this program. Walls cannot be taken down again, so each thing is tried in a process
//! of its own: this test program, started anew with a part to play.

use crate::{
    command::regulars,
    report::{figure, skipped},
};
use regulars_tests::{PASSPHRASE, TestBench};
use regulars_workbench::{say_nothing_personal_in_panics, walls};
use std::{
    io::{Read as _, Write as _},
    net::ToSocketAddrs as _,
    os::unix::{fs::PermissionsExt as _, process::ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

const PART: &str = "REGULARS_TEST_PART";
const RAISED: &str = "REGULARS_TEST_RAISED";
const SECRET: &str = "ana@example.com";

/// What is tried, and what tries it. A child program inherits the walls or it would be a way round them.
const NATIVE: [&str; 10] = [
    "tcp4",
    "tcp6",
    "udp4",
    "name look-up",
    "child python3: tcp",
    "child bash: /dev/tcp",
    "child python3: packets",
    "child python3: a socket to a virtual machine",
    "child python3: a socket by the numbers of x32",
    "child python3: io_uring",
];

const X32: &str = "import ctypes; c=ctypes.CDLL(None,use_errno=True); r=c.syscall(0x40000000|41,2,1,0); \
                   print('made' if r>=0 else 'refused' if ctypes.get_errno()==13 else 'absent')";
const RING: &str = "import ctypes; c=ctypes.CDLL(None,use_errno=True); b=ctypes.create_string_buffer(256); \
                    r=c.syscall(425,4,b); print('made' if r>=0 else 'refused' if ctypes.get_errno()==1 else 'absent')";

/// The part to play. Without one this is no test.
#[test]
fn part() {
    let Ok(part) = std::env::var(PART) else { return };
    if std::env::var_os(RAISED).is_some() {
        say_nothing_personal_in_panics();
        let raised = walls::raise(walls::Wanted { no_sockets: true, not_dumpable: true });
        assert_eq!(raised.missing(), Vec::<&str>::new());
        assert!(raised.sockets_refused.stands && raised.no_core_dumps.stands && raised.not_dumpable.stands);
    }
    match part.as_str() {
        "abort" => std::process::abort(),
        "panic" => drop(std::thread::spawn(|| panic!("could not read {SECRET}")).join()),
        "hold" => {
            say("held");
            let _ = std::io::stdin().read(&mut [0]);
        }
        "read" => {
            let pid = std::env::var("REGULARS_TEST_PID").unwrap();
            let opened = std::fs::File::open(format!("/proc/{pid}/mem"));
            say(if opened.is_ok() { "read" } else { "refused" });
        }
        "count" => {
            let mut shop = TestBench::new();
            let safe = shop.bench.safe().unwrap();
            shop.bench.lock();
            say(&format!("open {:?}", safe.open_sockets));
        }
        "local" => {
            let (mut a, mut b) = std::os::unix::net::UnixStream::pair().unwrap();
            a.write_all(b"x").unwrap();
            b.read_exact(&mut [0]).unwrap();
            let folder = tempfile::tempdir().unwrap();
            std::os::unix::net::UnixListener::bind(folder.path().join("s")).unwrap();
            say(&python("import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0); print('made')"));
        }
        native => say(&attempt(native)),
    }
}

#[allow(clippy::print_stdout, reason = "the word the other process waits for")]
fn say(word: &str) {
    println!("\nSAYS {word}");
}

#[allow(clippy::disallowed_types, reason = "the attempt that must be refused; it goes to this computer itself")]
fn attempt(what: &str) -> String {
    use std::net::{TcpStream, UdpSocket};
    let word = |made: std::io::Result<()>| match made {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => "refused".to_owned(),
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => "made".to_owned(),
        Err(error) => format!("absent: {error}"),
        Ok(()) => "made".to_owned(),
    };
    match what {
        "tcp4" => word(TcpStream::connect("127.0.0.1:9").map(drop)),
        "tcp6" => word(TcpStream::connect("[::1]:9").map(drop)),
        "udp4" => word(UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.send_to(b"x", "127.0.0.1:9")).map(drop)),
        // Whether a name was asked for is what the kernel saw, not what came of it.
        "name look-up" => format!("answers {}", ("name.regulars.invalid", 80).to_socket_addrs().is_ok()),
        "child python3: tcp" => python(&python_socket("AF_INET", "SOCK_STREAM")),
        "child python3: packets" => python(&python_socket("AF_PACKET", "SOCK_RAW")),
        "child python3: a socket to a virtual machine" => python(&python_socket("AF_VSOCK", "SOCK_STREAM")),
        "child python3: a socket by the numbers of x32" => python(X32),
        "child python3: io_uring" => python(RING),
        "child bash: /dev/tcp" => {
            let tried = Command::new("bash").args(["-c", "exec 3<>/dev/tcp/127.0.0.1/9"]).output().expect("bash");
            let words = String::from_utf8_lossy(&tried.stderr).into_owned();
            if words.contains("Permission denied") { "refused".to_owned() } else { "made".to_owned() }
        }
        other => panic!("no such part: {other}"),
    }
}

fn python_socket(family: &str, kind: &str) -> String {
    format!(
        "import socket\ntry:\n socket.socket(socket.{family}, socket.{kind}); print('made')\n\
         except OSError as e: print('refused' if e.errno==13 else 'absent')"
    )
}

fn python(program: &str) -> String {
    let ran = Command::new("python3").args(["-c", program]).output().expect("python3");
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

fn playing(program: &Path, part: &str, raised: bool) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", "walls::part", "--nocapture", "--test-threads=1"]).env(PART, part).env_remove(RAISED);
    if raised {
        command.env(RAISED, "1");
    }
    command
}

fn this() -> PathBuf {
    std::env::current_exe().expect("this test's own path")
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("SAYS ")).unwrap_or("nothing").to_owned()
}

fn have(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Plays a part under strace: its word, and the internet sockets it asked for and got.
fn traced(part: &str, raised: bool) -> (String, usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let plain = playing(&this(), part, raised);
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=socket", "-o"]).arg(&trace).arg(plain.get_program()).args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => strace.env(name, value),
            None => strace.env_remove(name),
        };
    }
    let word = said(&strace.output().expect("strace"));
    let (asked, got) = internet_sockets(&std::fs::read_to_string(&trace).unwrap());
    (word, asked, got)
}

/// Sockets of the families that reach further than this computer, in a trace: asked for, and given. Those with which the
/// walls try themselves out ([`walls::now`]) are among the asked for.
fn internet_sockets(trace: &str) -> (usize, usize) {
    let (mut asked, mut got) = (0, 0);
    let mut waiting = std::collections::BTreeMap::new();
    for line in trace.lines() {
        let (pid, call) = line.trim_start().split_once(' ').unwrap_or_default();
        let call = call.trim_start();
        let began = call.starts_with("socket(") && !call.contains("AF_UNIX") && !call.contains("AF_NETLINK");
        if began {
            asked += 1;
        }
        if began && call.contains("<unfinished") {
            waiting.insert(pid.to_owned(), ());
        } else if (began || (call.contains("socket resumed>") && waiting.remove(pid).is_some()))
            && call.rsplit_once("= ").is_some_and(|(_, answer)| answer.starts_with(|c: char| c.is_ascii_digit()))
        {
            got += 1;
        }
    }
    (asked, got)
}

#[test]
fn traces_are_read() {
    let trace = "7 socket(AF_UNIX, SOCK_STREAM, 0) = 3\n8 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 4\n\
                 9 socket(AF_INET6, SOCK_DGRAM, 0 <unfinished ...>\n8 socket(AF_PACKET, SOCK_RAW, 0) = -1 EACCES (x)\n\
                 9 <... socket resumed>) = 5\n8 <... socket resumed>) = 6\n";
    assert_eq!(internet_sockets(trace), (3, 2));
}

#[test]
#[allow(clippy::print_stderr, reason = "what is not there is said")]
fn e3_the_kernel_refuses_every_internet_socket() {
    // Some containers have strace and forbid it.
    let traceable = Command::new("strace").args(["-f", "-qq", "true"]).output().is_ok_and(|ran| ran.status.success());
    if !traceable || !["python3", "bash"].into_iter().all(have) {
        return skipped("E3", "native cases: strace, python3 or bash is missing here or not allowed");
    }
    let (mut refused, mut control, mut cases) = (0, 0, 0);
    for what in NATIVE {
        let (word, _, got) = traced(what, true);
        assert_eq!(got, 0, "{what}: a socket was made");
        let (without, asked, made) = traced(what, false);
        if without == "absent" || without.starts_with("absent:") {
            eprintln!("    {what}: not there on this computer, walls or none");
            // The filter answers before the kernel can say that it knows no such thing.
            assert!(word == "refused" || cfg!(not(target_arch = "x86_64")), "{what}: {word}");
            continue;
        }
        cases += 1;
        if what == "name look-up" {
            assert_eq!(word, "answers false");
        } else {
            assert_eq!(word, "refused", "{what}");
            assert_eq!(without, "made", "{what}: the control");
        }
        refused += 1;
        control += made;
        assert!(
            made > 0 || asked > 0 || what.ends_with("io_uring") || what.ends_with("x32"),
            "{what}: the control saw nothing"
        );
    }
    assert!(control > 0);
    figure(
        "E3",
        refused == cases,
        &format!(
            "kernel refusal: 0 internet sockets made in {refused} of {cases} native cases (control: {control} made without the \
             filter)"
        ),
    );
}

#[test]
fn what_stays_on_this_computer_still_works() {
    assert_eq!(said(&playing(&this(), "local", true).output().unwrap()), "made");
}

#[test]
fn the_count_of_sockets_is_right_in_a_process_nobody_may_look_into() {
    // Root may look into everything; so it is not asked as root.
    let counted = Other::new().playing("count", true).output().unwrap();
    assert_eq!(said(&counted), "open Some(0)", "{}", String::from_utf8_lossy(&counted.stderr));
}

#[test]
fn h1_a_crash_leaves_no_core() {
    let crash = |raised: bool| {
        let folder = tempfile::tempdir().unwrap();
        let part = playing(&this(), "abort", raised);
        let line =
            format!("ulimit -c unlimited 2>/dev/null; exec {} --exact walls::part --nocapture", this().display());
        let mut bash = Command::new("bash");
        bash.args(["-c", &line])
            .current_dir(folder.path())
            .env(PART, "abort")
            .stderr(Stdio::null())
            .stdout(Stdio::null());
        if part.get_envs().any(|(name, value)| name == RAISED && value.is_some()) {
            bash.env(RAISED, "1");
        }
        let status = bash.status().expect("bash");
        assert_eq!(status.signal(), Some(6), "it ended by itself");
        (status.core_dumped(), std::fs::read_dir(folder.path()).unwrap().count())
    };
    assert_eq!(crash(true), (false, 0));
    let (dumped, files) = crash(false);
    let control = match (dumped, files) {
        (true, files) => format!("one was made without ({files} file)"),
        (false, _) => "this computer makes none at all".to_owned(),
    };
    figure("H1", true, &format!("a crash leaves no core; control: {control}"));
}

/// A copy of this program that another user may start, and that user.
struct Other {
    folder: tempfile::TempDir,
    setpriv: bool,
}

impl Other {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::copy(this(), folder.path().join("faults")).unwrap();
        // Root may read everything: then both are played by nobody.
        let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.starts_with(b"0\n"));
        Self { folder, setpriv: root }
    }

    fn playing(&self, part: &str, raised: bool) -> Command {
        let plain = playing(&self.folder.path().join("faults"), part, raised);
        if !self.setpriv {
            return plain;
        }
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(plain.get_program());
        command.args(plain.get_args()).current_dir("/");
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

fn wait_for_word(child: &mut Child) {
    let mut seen = String::new();
    let mut buffer = [0; 256];
    let out = child.stdout.as_mut().unwrap();
    while !seen.contains("SAYS held") {
        let read = out.read(&mut buffer).unwrap();
        assert!(read > 0, "it ended: {seen}");
        seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
}

#[test]
fn h1_another_program_of_the_same_user_cannot_read_the_memory() {
    let other = Other::new();
    let outcome = |raised: bool| {
        let mut held = other.playing("hold", raised).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        wait_for_word(&mut held);
        let read = other.playing("read", false).env("REGULARS_TEST_PID", held.id().to_string()).output().unwrap();
        drop(held.stdin.take());
        let _ = held.wait();
        said(&read)
    };
    assert_eq!(outcome(true), "refused");
    let scope = std::fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").unwrap_or_default();
    if scope.is_empty() || scope.trim() == "0" {
        assert_eq!(outcome(false), "read", "the control");
        figure("H1", true, "same-user read of the memory: refused; control: read without the wall");
    } else {
        figure(
            "H1",
            true,
            "same-user read of the memory: refused; no control, this computer's Yama refuses it by itself",
        );
    }
}

#[test]
fn h1_a_panic_says_nothing_personal() {
    let words = |raised| {
        let output = playing(&this(), "panic", raised).output().unwrap();
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let quiet = words(true);
    assert!(!quiet.contains(SECRET), "{quiet}");
    assert!(quiet.contains("Something went wrong inside Regulars (") && quiet.contains("walls.rs:"), "{quiet}");
    assert!(words(false).contains(SECRET), "the control: without it the words are there");
    figure("H1", true, "a panic tells its place and nothing else; control: its words are seen without");
}

fn open_to_others(folder: &Path) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut look = |path: &Path, wanted: u32| {
        let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        if mode & !wanted != 0 {
            wrong.push(format!("{} is {mode:o}", path.display()));
        }
    };
    look(folder, 0o700);
    let mut below = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { below.push(path) } else { look(&path, 0o600) }
    }
    wrong.extend(below.iter().flat_map(|folder| open_to_others(folder)));
    wrong
}

#[test]
fn h1_only_the_owner_may_read_a_vault() {
    let shop = TestBench::sample();
    let files = std::fs::read_dir(shop.vault_dir()).unwrap().count();
    assert_eq!(open_to_others(&shop.vault_dir()), Vec::<String>::new());
    let loose = shop.vault_dir().join("loose");
    std::fs::write(&loose, "x").unwrap();
    std::fs::set_permissions(&loose, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(open_to_others(&shop.vault_dir()).len(), 1, "the control");
    figure("H1", true, &format!("a vault's folder is 0700 and its {files} files 0600; control: one of 0644 is seen"));
}

/// Seen from outside while it works: the kernel's own word on the command that people run.
#[test]
fn h1_the_command_runs_behind_its_walls() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(regulars())
        .args(["demo", "--quiet", "--vault"])
        .arg(folder.path().join("shop.regulars"))
        .env("REGULARS_PASSPHRASE", PASSPHRASE)
        .env("REGULARS_TEST_WALLS", "on")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut seen = (String::new(), String::new());
    while child.try_wait().unwrap().is_none() {
        let read = |what: &str| std::fs::read_to_string(format!("/proc/{}/{what}", child.id())).unwrap_or_default();
        let now = (read("status"), read("limits"));
        // The first moments belong to the loader; the last may read as nothing.
        if now.0.contains("Seccomp:\t2") && !now.1.is_empty() {
            seen = now;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success());
    assert!(seen.0.contains("Seccomp:\t2") && seen.0.contains("NoNewPrivs:\t1"), "{}", seen.0);
    let core = seen.1.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default();
    assert_eq!(core.split_whitespace().nth(4), Some("1"), "{core}");
    figure("H1", true, "the command: filter on, no new privileges, no core");
}
