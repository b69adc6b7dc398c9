//! What the law protects most: belief, health, origin, opinion, sex life, offences. Told by the column's name or by
//! words in the cells; and words that only let one guess, which are told apart.

use super::{Kind, header::Header};
use std::{collections::HashMap, sync::LazyLock};

const NAMED: &[(Kind, &[&str])] = &[
    (
        Kind::Religion,
        &[
            "religion",
            "faith",
            "denomination",
            "religious affiliation",
            "religious belief",
            "konfession",
            "religionszugehorigkeit",
            "godsdienst",
            "religiose",
            "religione",
            "belief",
            "kirchensteuer",
        ],
    ),
    (
        Kind::Politics,
        &[
            "political",
            "politics",
            "party affiliation",
            "political party",
            "political views",
            "party membership",
            "voter registration",
            "voted for",
            "parteizugehorigkeit",
            "partei",
            "political opinion",
        ],
    ),
    (
        Kind::TradeUnion,
        &[
            "trade union",
            "union member",
            "union membership",
            "labor union",
            "labour union",
            "gewerkschaft",
            "syndicat",
            "sindicato",
            "vakbond",
        ],
    ),
    (
        Kind::EthnicOrigin,
        &[
            "ethnicity",
            "ethnic",
            "ethnic origin",
            "ethnic group",
            "race ethnicity",
            "racial origin",
            "racial",
            "tribe",
            "caste",
            "skin color",
            "skin colour",
            "ethnie",
            "etnia",
            "herkunft",
        ],
    ),
    (
        Kind::SexLife,
        &[
            "sexual orientation",
            "sexuality",
            "sexual preference",
            "sex life",
            "gender identity",
            "sexuelle orientierung",
            "orientation sexuelle",
        ],
    ),
    (
        Kind::Health,
        &[
            "health",
            "health condition",
            "medical condition",
            "medical conditions",
            "medical history",
            "medical",
            "disability",
            "disabilities",
            "disabled",
            "pregnant",
            "pregnancy",
            "allergy",
            "allergies",
            "medication",
            "medications",
            "prescription",
            "prescriptions",
            "blood type",
            "blood group",
            "symptoms",
            "illness",
            "disease",
            "vaccination",
            "vaccinated",
            "hiv status",
            "mental health",
            "therapy",
            "krankheit",
            "behinderung",
            "schwanger",
            "medikamente",
            "allergien",
            "sante",
            "handicap",
            "enfermedad",
            "allergie",
            "gesundheit",
            "weight kg",
            "bmi",
            "menstrual cycle",
            "special needs",
        ],
    ),
    (
        Kind::Biometric,
        &[
            "biometric",
            "biometrics",
            "fingerprint",
            "face template",
            "faceprint",
            "face id",
            "iris scan",
            "retina",
            "voiceprint",
            "palm print",
        ],
    ),
    (Kind::Genetic, &["dna", "genome", "genotype", "genetic", "genetics", "haplogroup", "neural", "eeg", "brainwave"]),
    (
        Kind::Immigration,
        &[
            "immigration",
            "immigration status",
            "citizenship",
            "nationality",
            "visa status",
            "visa type",
            "residence permit",
            "green card",
            "alien number",
            "a number uscis",
            "staatsangehorigkeit",
            "nationalitat",
            "nationalite",
            "nacionalidad",
            "nationaliteit",
            "aufenthaltstitel",
            "asylum",
        ],
    ),
    (
        Kind::Criminal,
        &[
            "criminal",
            "criminal record",
            "convictions",
            "conviction",
            "arrests",
            "offence",
            "offense",
            "felony",
            "sentence served",
            "vorstrafen",
            "probation officer",
        ],
    ),
    (
        Kind::Proxy,
        &[
            "diet",
            "dietary",
            "dietary requirements",
            "dietary restrictions",
            "kosher",
            "halal",
            "fertility",
            "wheelchair",
            "accessibility needs",
            "congregation",
            "parish",
            "church",
            "mosque",
            "synagogue",
            "donor",
            "donation recipient",
            "mother tongue",
            "native language",
            "country of birth",
            "birthplace",
            "place of birth",
        ],
    ),
];

/// Words that say it themselves.
const WORDS: &[(Kind, &[&str])] = &[
    (
        Kind::Religion,
        &[
            "catholic",
            "protestant",
            "muslim",
            "jewish",
            "hindu",
            "buddhist",
            "sikh",
            "christian",
            "atheist",
            "agnostic",
            "islam",
            "islamic",
            "judaism",
            "hinduism",
            "buddhism",
            "christianity",
            "mormon",
            "lutheran",
            "anglican",
            "methodist",
            "baptist",
            "evangelical",
            "presbyterian",
            "sunni",
            "shia",
            "katholisch",
            "evangelisch",
            "muslimisch",
            "judisch",
            "catholique",
            "musulman",
            "catolico",
            "musulmano",
            "katholiek",
            "konfessionslos",
        ],
    ),
    (
        Kind::Politics,
        &[
            "republican",
            "democrat",
            "communist",
            "socialist",
            "libertarian",
            "labour",
            "conservative",
            "liberal",
            "tory",
            "cdu",
            "csu",
            "spd",
            "afd",
            "vvd",
            "pvv",
            "psoe",
        ],
    ),
    (
        Kind::EthnicOrigin,
        &[
            "caucasian",
            "hispanic",
            "latino",
            "latina",
            "latinx",
            "asian",
            "african-american",
            "roma",
            "sinti",
            "romani",
            "aboriginal",
        ],
    ),
    (
        Kind::SexLife,
        &[
            "gay",
            "lesbian",
            "bisexual",
            "homosexual",
            "heterosexual",
            "queer",
            "asexual",
            "pansexual",
            "lgbt",
            "lgbtq",
            "transgender",
            "nonbinary",
        ],
    ),
    (
        Kind::Health,
        &[
            "diabetes",
            "diabetic",
            "pregnant",
            "pregnancy",
            "chemotherapy",
            "hiv",
            "epilepsy",
            "epileptic",
            "asthma",
            "depression",
            "bipolar",
            "schizophrenia",
            "autism",
            "autistic",
            "adhd",
            "dementia",
            "alzheimer",
            "alzheimers",
            "parkinson",
            "parkinsons",
            "disabled",
            "disability",
            "insulin",
            "metformin",
            "prozac",
            "sertraline",
            "warfarin",
            "oxycodone",
            "methadone",
            "coeliac",
            "celiac",
            "dialysis",
            "miscarriage",
            "abortion",
            "ivf",
            "diagnosed",
            "diagnosis",
            "oncology",
            "psychiatrist",
            "psychotherapy",
            "rehab",
            "tumor",
            "tumour",
            "leukemia",
            "leukaemia",
            "hepatitis",
            "arthritis",
            "schwanger",
            "diabetiker",
            "behindert",
            "krebs",
            "enceinte",
            "diabetique",
            "embarazada",
            "zwanger",
            "suikerziekte",
        ],
    ),
    (
        Kind::Criminal,
        &["convicted", "felon", "felony", "imprisoned", "parole", "misdemeanor", "misdemeanour", "vorbestraft"],
    ),
    (Kind::Immigration, &["refugee", "undocumented", "deportation", "asylum"]),
    (
        Kind::Proxy,
        &[
            "kosher",
            "halal",
            "fertility",
            "wheelchair",
            "rollstuhl",
            "congregation",
            "parish",
            "mosque",
            "synagogue",
            "bible",
            "quran",
            "koran",
            "ramadan",
            "hanukkah",
            "prenatal",
            "maternity",
            "ovulation",
            "incontinence",
            "antidepressant",
            "sobriety",
        ],
    ),
];

static BY_WORD: LazyLock<HashMap<&'static str, Kind>> =
    LazyLock::new(|| WORDS.iter().flat_map(|(kind, words)| words.iter().map(|word| (*word, *kind))).collect());

/// What a column's name makes of its cells.
pub(super) fn of_header(header: &Header) -> Option<Kind> {
    if header.is_goods()
        || header.is_about()
            && !header.is_any(&["hiv status", "immigration status", "visa status", "visa type", "blood type"])
    {
        return None;
    }
    NAMED.iter().find(|(_, labels)| header.is_any(labels)).map(|(kind, _)| *kind)
}

/// Whether a cell under such a name says anything.
pub(super) fn says(cell: &str) -> bool {
    !cell.is_empty() && !crate::words::is_nothing(cell)
}

/// What the words of a cell say, and whether one word is all of it.
pub(super) fn of_words(cell: &str) -> Option<(Kind, bool)> {
    let mut buffer = [0; 16];
    let mut found: Option<(Kind, bool)> = None;
    for word in cell.split(|c: char| !c.is_alphanumeric() && c != '-').take(200) {
        let bytes = word.as_bytes();
        if !(3..=16).contains(&bytes.len()) {
            continue;
        }
        let lower = &mut buffer[..bytes.len()];
        lower.copy_from_slice(bytes);
        lower.make_ascii_lowercase();
        let Some(&kind) = std::str::from_utf8(lower).ok().and_then(|word| BY_WORD.get(word)) else { continue };
        let alone = word.len() == cell.len();
        if found.is_none_or(|(known, _)| kind < known) {
            found = Some((kind, alone));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name_and_by_word() {
        let named = |name: &str| of_header(&Header::new(name));
        assert_eq!(named("Religion"), Some(Kind::Religion));
        assert_eq!(named("Political party"), Some(Kind::Politics));
        assert_eq!(named("Medical conditions"), Some(Kind::Health));
        assert_eq!(named("Dietary requirements"), Some(Kind::Proxy));
        assert_eq!(named("Ethnic Group"), Some(Kind::EthnicOrigin));
        for name in
            ["Health product", "Race", "Orientation", "Condition", "Card fingerprint status", "Due date", "Party size"]
        {
            assert_eq!(named(name), None, "{name}");
        }
        assert_eq!(of_words("Catholic"), Some((Kind::Religion, true)));
        assert_eq!(of_words("She is pregnant, no wine"), Some((Kind::Health, false)));
        assert_eq!(of_words("halal only"), Some((Kind::Proxy, false)));
        assert_eq!(of_words("Espresso beans, 1 kg"), None);
        assert!(says("no") && !says("n/a") && !says(""));
    }
}
