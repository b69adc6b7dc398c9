//! When something happened, as files tell it: a moment in the world, where an offset or a zone stood beside the time; or what
//! the shop's own clock showed, where none did. Both are kept as seconds, a moment in the world with a mark, so that neither
//! is ever taken for the other and the shop's zone can be changed without moving what its clock showed.

/// Far above any second of a year that has four digits.
const MARK: i64 = 1 << 40;

/// A moment in the world: seconds since 1970 in UTC, marked.
#[must_use]
pub const fn in_the_world(second: i64) -> i64 {
    second.saturating_add(MARK)
}

/// Whether this is a moment in the world. What bears no mark is what a clock in the shop showed, as if that were UTC.
#[must_use]
pub const fn is_in_the_world(at: i64) -> bool {
    at > MARK / 2
}

/// The seconds without the mark: the same for a moment told with an offset and told without one in UTC. What is compared with
/// what came before is compared by this.
#[must_use]
pub const fn told(at: i64) -> i64 {
    if is_in_the_world(at) { at - MARK } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_put_on_and_taken_off() {
        for second in [-2_208_988_800, -1, 0, 1_795_428_000, 7_289_654_399] {
            assert!(is_in_the_world(in_the_world(second)) && !is_in_the_world(second));
            assert_eq!((told(in_the_world(second)), told(second)), (second, second));
        }
    }
}
