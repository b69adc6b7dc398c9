//! P1: who is erased is gone, by the word of a decryptor that is not the engine's.

use crate::{
    pages::{PAGE, decrypted, found},
    report::{figure, n},
};
use regulars_tests::{TestBench, passphrase};
use regulars_vault::Vault;

/// Enough people that rows, indexes and chunks spread over many pages.
const PEOPLE: u32 = 3_000;
const WHO: u32 = 1_700;

fn customers() -> String {
    let mut text = String::from("Customer ID,First Name,Last Name,Email,Phone,Street,City,Email Permission\n");
    for who in 1..=PEOPLE {
        text.push_str(&format!(
            "QX{who:06},Given{who:06},Family{who:06},quill{who:06}@example.com,+31620{who:06},{who:06} Quagga Row,Porto,subscribed\n"
        ));
    }
    text
}

fn orders() -> String {
    let mut text = String::from("Order ID,Date,Customer ID,SKU,Product,Category,Quantity,Unit Price\n");
    for who in (1..=PEOPLE).step_by(2).chain([WHO]) {
        text.push_str(&format!("{},2026-09-01 10:00:00,QX{who:06},C1,House espresso,Coffee,1,9.50\n", order(who)));
    }
    text
}

/// The number of this person's order. A column of texts keeps of each only what differs from the one before, so it begins
/// otherwise than its neighbours.
fn order(who: u32) -> String {
    format!("{:02}-quarterdeck-{who:06}", who * 37 % 100)
}

/// What can only be this person.
fn canaries(who: u32) -> Vec<String> {
    vec![
        format!("QX{who:06}"),
        format!("Given{who:06}"),
        format!("Family{who:06}"),
        format!("quill{who:06}@example.com"),
        format!("+31620{who:06}"),
        format!("{who:06} Quagga Row"),
        order(who)[2..].to_owned(),
    ]
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the time it takes is the figure")]
fn p1_an_erased_person_is_in_no_page_and_no_frame() {
    let mut shop = TestBench::new();
    shop.import_text("customers.csv", &customers()).expect("imported");
    shop.bench.lock();
    let vault = Vault::at(&shop.vault_dir()).and_then(|vault| vault.unlock(&passphrase())).expect("open");
    let (keys, database) = (vault.raw_keys(), vault.database());
    drop(vault.lock());
    shop.bench.open_vault(&shop.vault_dir(), &passphrase()).expect("open");
    shop.import_text("orders.csv", &orders()).expect("imported");
    let before = decrypted(&database, &keys.database);
    let (canaries, neighbour) = (canaries(WHO), canaries(WHO + 1));
    // The controls: the decryptor reads all of it, and finds the person while they are there.
    assert_eq!(before.bad, 0, "{} of {} pages and {} frames do not open", before.bad, before.pages, before.frames);
    assert!(before.frames > 0 && before.bytes.len() > 100 * PAGE, "hardly anything was read");
    let seen = found(&before.bytes, &canaries);
    assert_eq!(seen, canaries.len(), "the decryptor must find the person before the erasure");

    let started = std::time::Instant::now();
    shop.bench.erase(&format!("quill{WHO:06}@example.com")).expect("erased");
    let seconds = started.elapsed().as_secs_f64();
    let after = decrypted(&database, &keys.database);
    let left = found(&after.bytes, &canaries);
    assert!(found(&after.bytes, &neighbour) >= 6, "the next person must still be found");
    shop.bench.lock();
    let locked = decrypted(&database, &keys.database);
    let left_locked = found(&locked.bytes, &canaries);
    figure(
        "P1",
        left + left_locked + after.bad + locked.bad == 0 && seconds < 5.0,
        &format!(
            "erasure, by another decryptor: {} traces in {} pages and {} frames {seconds:.1} s after, {} after locking \
             (control: {seen} of {} found before, in {} pages and {} frames)",
            n(left),
            n(after.pages),
            n(after.frames),
            n(left_locked),
            canaries.len(),
            n(before.pages),
            n(before.frames),
        ),
    );
}
