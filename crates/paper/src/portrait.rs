//! The portraits of personas: twelve abstract landscapes, each in its own two colours. Never a face.

/// How many there are.
pub const PORTRAITS: u8 = 12;

const LANDSCAPES: [&str; PORTRAITS as usize] = [
    include_str!("../../../assets/portraits/00.svg"),
    include_str!("../../../assets/portraits/01.svg"),
    include_str!("../../../assets/portraits/02.svg"),
    include_str!("../../../assets/portraits/03.svg"),
    include_str!("../../../assets/portraits/04.svg"),
    include_str!("../../../assets/portraits/05.svg"),
    include_str!("../../../assets/portraits/06.svg"),
    include_str!("../../../assets/portraits/07.svg"),
    include_str!("../../../assets/portraits/08.svg"),
    include_str!("../../../assets/portraits/09.svg"),
    include_str!("../../../assets/portraits/10.svg"),
    include_str!("../../../assets/portraits/11.svg"),
];

/// A landscape by number, as an SVG of 64 x 64 cut to a circle. Numbers past the last start again.
#[must_use]
pub fn portrait(number: u8) -> &'static str {
    LANDSCAPES[(number % PORTRAITS) as usize]
}

/// The number of the landscape for a persona, from a seed made of its traits: the same traits, the same landscape.
/// `taken` are the numbers its neighbours have; the first free one after the seed's own is given.
#[must_use]
pub fn choose(seed: u64, taken: &[u8]) -> u8 {
    let first = u8::try_from(seed % u64::from(PORTRAITS)).unwrap_or(0);
    (0..PORTRAITS).map(|step| (first + step) % PORTRAITS).find(|number| !taken.contains(number)).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_landscapes_differ_and_load_nothing() {
        assert_eq!(LANDSCAPES.iter().collect::<BTreeSet<_>>().len(), LANDSCAPES.len());
        for svg in LANDSCAPES {
            assert!(
                svg.starts_with("<svg") && svg.contains("viewBox=\"0 0 64 64\"") && svg.trim_end().ends_with("</svg>")
            );
            for bad in ["href", "url(http", "<script", "<image", "style="] {
                assert!(!svg.contains(bad), "{bad} in {svg}");
            }
        }
        assert_eq!(portrait(12), portrait(0));
    }

    #[test]
    fn neighbours_do_not_share_a_landscape() {
        let mut taken = Vec::new();
        for _ in 0..PORTRAITS {
            taken.push(choose(5, &taken));
        }
        assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), taken.len());
        assert_eq!(choose(17, &taken), 5);
    }
}
