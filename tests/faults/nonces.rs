//! C7: whatever a wrapping draws by chance is drawn once. A nonce used twice would open both.

use crate::report::{figure, n, scale};
use regulars_vault::controls::wraps;

#[test]
fn c7_nothing_random_is_drawn_twice() {
    let count = scale(20_000, 100_000);
    let (drawn, different) = wraps(count).expect("wrapped");
    // An id and a nonce each, and a salt in every second.
    assert_eq!(drawn, count * 5 / 2, "not every random value was seen");
    figure(
        "C7",
        different == drawn,
        &format!("nonces: {} wraps, {} ids, salts and nonces, {} repeated", n(count), n(drawn), n(drawn - different)),
    );
}
