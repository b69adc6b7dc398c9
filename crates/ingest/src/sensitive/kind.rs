//! The kinds of sensitive data, how grave each is, and what is said about them.

use serde::{Deserialize, Serialize};

/// What becomes of sensitive data. The gravest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Never written, whatever anybody says.
    Refused,
    /// The last four digits at most are kept.
    Shortened,
    /// Left out unless the user decides to keep it.
    Asked,
    /// Only said.
    Noted,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident, $word:literal, $class:ident, $words:literal;)*) => {
        /// A kind of sensitive data.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind, the gravest first.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word for scripts: `card_number`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What such cells hold, as a person says it: "card numbers".
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words,)* }
            }

            /// How grave it is.
            #[must_use]
            pub fn class(self) -> Class {
                match self { $(Self::$name => Class::$class,)* }
            }
        }
    };
}

kinds! {
    /// The three or four digits on the back of a card.
    CardCode, "card_code", Refused, "security codes of cards (CVV)";
    /// What a card's magnetic stripe holds.
    MagneticTrack, "magnetic_track", Refused, "the magnetic stripes of cards";
    /// A card's secret number.
    Pin, "pin", Refused, "PINs of cards";
    /// A password, or the hash of one.
    Password, "password", Refused, "passwords";
    /// Question or answer for a forgotten password.
    SecurityAnswer, "security_answer", Refused, "security questions or their answers";
    /// A private key, or the words of a wallet.
    PrivateKey, "private_key", Refused, "private keys";
    /// What a program shows to be let in.
    AccessToken, "access_token", Refused, "access keys of programs";
    /// The number of a payment card.
    CardNumber, "card_number", Shortened, "card numbers";
    /// A card number that a spreadsheet has rounded.
    DamagedCard, "damaged_card", Shortened, "card numbers that a spreadsheet has damaged";
    /// United States social security number.
    UsSsn, "us_ssn", Asked, "US social security numbers";
    /// United States taxpayer number of those without a social security number.
    UsItin, "us_itin", Asked, "US taxpayer numbers (ITIN)";
    /// British national insurance number.
    UkNino, "uk_nino", Asked, "UK national insurance numbers";
    /// British health service number.
    UkNhs, "uk_nhs", Asked, "UK NHS numbers";
    /// Canadian social insurance number.
    CaSin, "ca_sin", Asked, "Canadian social insurance numbers";
    /// Australian tax file number.
    AuTfn, "au_tfn", Asked, "Australian tax file numbers";
    /// Australian Medicare card number.
    AuMedicare, "au_medicare", Asked, "Australian Medicare numbers";
    /// German tax number of a person.
    DeTaxId, "de_tax_id", Asked, "German tax numbers";
    /// German pension insurance number.
    DeSocial, "de_social", Asked, "German social insurance numbers";
    /// Spanish identity number.
    EsNif, "es_nif", Asked, "Spanish identity numbers (NIF)";
    /// Spanish identity number of a foreigner.
    EsNie, "es_nie", Asked, "Spanish identity numbers (NIE)";
    /// Italian tax code.
    ItFiscal, "it_fiscal", Asked, "Italian tax codes";
    /// Polish identity number.
    PlPesel, "pl_pesel", Asked, "Polish identity numbers (PESEL)";
    /// Swedish identity number.
    SePersonal, "se_personal", Asked, "Swedish identity numbers";
    /// Finnish identity number.
    FiHetu, "fi_hetu", Asked, "Finnish identity numbers";
    /// Indian identity number.
    InAadhaar, "in_aadhaar", Asked, "Indian Aadhaar numbers";
    /// South African identity number.
    ZaId, "za_id", Asked, "South African identity numbers";
    /// Turkish identity number.
    TrId, "tr_id", Asked, "Turkish identity numbers";
    /// Thai identity number.
    ThId, "th_id", Asked, "Thai identity numbers";
    /// Korean identity number.
    KrRrn, "kr_rrn", Asked, "Korean identity numbers";
    /// Singaporean identity number.
    SgNric, "sg_nric", Asked, "Singapore identity numbers";
    /// French social security number.
    FrNir, "fr_nir", Asked, "French social security numbers";
    /// Dutch citizen number.
    NlBsn, "nl_bsn", Asked, "Dutch citizen numbers (BSN)";
    /// Belgian national number.
    BeNrn, "be_nrn", Asked, "Belgian national numbers";
    /// Brazilian taxpayer number of a person.
    BrCpf, "br_cpf", Asked, "Brazilian taxpayer numbers (CPF)";
    /// Brazilian taxpayer number of a firm.
    BrCnpj, "br_cnpj", Noted, "Brazilian company numbers (CNPJ)";
    /// Danish identity number.
    DkCpr, "dk_cpr", Asked, "Danish identity numbers (CPR)";
    /// Norwegian identity number.
    NoFnr, "no_fnr", Asked, "Norwegian identity numbers";
    /// Portuguese tax number.
    PtNif, "pt_nif", Asked, "Portuguese tax numbers";
    /// Swiss social insurance number.
    ChAhv, "ch_ahv", Asked, "Swiss social insurance numbers";
    /// Number or machine-readable line of a passport.
    Passport, "passport", Asked, "passport numbers";
    /// Driving licence.
    DrivingLicence, "driving_licence", Asked, "driving licence numbers";
    /// Another number that an authority gave, told by the header.
    NationalId, "national_id", Asked, "numbers that an authority gave to people";
    /// International bank account number.
    Iban, "iban", Asked, "bank account numbers (IBAN)";
    /// Routing number of an American bank.
    UsRouting, "us_routing", Asked, "US bank routing numbers";
    /// Code of a bank.
    Bic, "bic", Asked, "bank codes (BIC)";
    /// British sort code.
    SortCode, "sort_code", Asked, "bank sort codes";
    /// Account number, told by the header.
    BankAccount, "bank_account", Asked, "bank account numbers";
    /// Medicare number of a person in the United States.
    UsMbi, "us_mbi", Asked, "US Medicare numbers";
    /// Number of who treats, in the United States.
    UsNpi, "us_npi", Asked, "US health provider numbers (NPI)";
    /// Number of who prescribes, in the United States.
    UsDea, "us_dea", Asked, "US prescriber numbers (DEA)";
    /// Code of a diagnosis.
    Icd10, "icd10", Asked, "codes of diagnoses (ICD-10)";
    /// Number of a patient.
    MedicalRecord, "medical_record", Asked, "patient numbers";
    /// Number at a health insurer.
    HealthPlan, "health_plan", Asked, "health insurance numbers";
    /// Illness, disability, pregnancy, medicine.
    Health, "health", Asked, "data on health";
    /// Ethnic origin.
    EthnicOrigin, "ethnic_origin", Asked, "data on ethnic origin";
    /// Religion or belief.
    Religion, "religion", Asked, "data on religion";
    /// Political opinion.
    Politics, "politics", Asked, "data on political opinion";
    /// Membership of a trade union.
    TradeUnion, "trade_union", Asked, "data on trade union membership";
    /// Sex life or orientation.
    SexLife, "sex_life", Asked, "data on sexual orientation or sex life";
    /// Fingerprint, face, voice.
    Biometric, "biometric", Asked, "biometric data";
    /// Genes, and signals of the brain.
    Genetic, "genetic", Asked, "genetic or neural data";
    /// Citizenship or immigration.
    Immigration, "immigration", Asked, "data on citizenship or immigration";
    /// Offences and sentences.
    Criminal, "criminal", Asked, "data on criminal offences";
    /// A place to within a few hundred metres.
    Location, "location", Asked, "exact places (latitude and longitude)";
    /// Birth dates of people under 16.
    ChildBirthDate, "child_birth_date", Asked, "birth dates of people under 16";
    /// School, class, parents.
    Child, "child", Asked, "data on children";
    /// Internet address.
    IpAddress, "ip_address", Noted, "internet addresses of devices (IP)";
    /// Hardware address.
    MacAddress, "mac_address", Noted, "hardware addresses of devices (MAC)";
    /// Number of a telephone as a device.
    Imei, "imei", Noted, "serial numbers of phones (IMEI)";
    /// Number by which advertisers know a device.
    AdvertisingId, "advertising_id", Noted, "advertising numbers of devices";
    /// Vehicle identification number.
    VehicleId, "vehicle_id", Noted, "vehicle numbers (VIN)";
    /// Number plate.
    NumberPlate, "number_plate", Noted, "number plates";
    /// What lets somebody guess at belief, health, origin or opinion.
    Proxy, "proxy", Noted, "words that let one guess at belief, health or opinion";
}

impl Kind {
    /// What to do about it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match (self, self.class()) {
            (Self::CardCode | Self::MagneticTrack | Self::Pin, _) => {
                "It is never written: the card industry forbids keeping it, even encrypted. Delete it from the file, too."
            }
            (_, Class::Refused) => {
                "It is never written. Delete it from the file, and change what may have been seen by others."
            }
            (_, Class::Shortened) => "At most the last four digits are kept. Delete the numbers from the file, too.",
            (Self::ChildBirthDate | Self::Child, _) => {
                "Data on children needs a parent's consent in many places. It is left out unless you keep it."
            }
            (_, Class::Asked) => "It is left out unless you keep it. Keep it only if you need it and may.",
            (Self::Proxy, _) => "Use it with care: what can be guessed from it counts as if it were said.",
            (_, Class::Noted) => "It counts as personal data. Leave it out if you do not need it.",
        }
    }
}

/// Sensitive data of one kind in one column. Holds counts and lines, never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// What becomes of it.
    pub class: Class,
    /// Cells that hold it.
    pub cells: u64,
    /// Cells of the column that are filled.
    pub filled: u64,
    /// The first ten lines with such a cell; the header is line 1.
    pub first_lines: Vec<u32>,
    /// The column is of this kind as a whole; else some of its cells are.
    pub whole: bool,
    /// "3 of 10,000 cells hold card numbers".
    pub words: String,
    /// What to do about it.
    pub hint: &'static str,
}

impl Finding {
    pub(super) fn new(kind: Kind, class: Class, tally: &Tally, filled: u64, whole: bool) -> Self {
        let cells = tally.cells.min(filled);
        let words = format!(
            "{} of {} {} {} {}",
            grouped(cells),
            grouped(filled),
            if filled == 1 { "cell" } else { "cells" },
            if cells == 1 { "holds" } else { "hold" },
            kind.words()
        );
        let hint = if class == kind.class() { kind.hint() } else { Kind::Proxy.hint() };
        Self { kind, class, cells, filled, first_lines: tally.lines.clone(), whole, words, hint }
    }
}

/// How often, and where first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) cells: u64,
    pub(super) lines: Vec<u32>,
}

/// Lines that are remembered.
pub(super) const LINES: usize = 10;

impl Tally {
    pub(super) fn add(&mut self, line: u32) {
        self.cells += 1;
        if self.lines.len() < LINES && self.lines.last() != Some(&line) {
            self.lines.push(line);
        }
    }

    /// Both together.
    pub(super) fn with(&self, other: &Self) -> Self {
        let mut lines: Vec<u32> = self.lines.iter().chain(&other.lines).copied().collect();
        lines.sort_unstable();
        lines.dedup();
        lines.truncate(LINES);
        Self { cells: self.cells + other.cells, lines }
    }
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn kinds_are_told_apart_and_sorted_by_gravity() {
        let words: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(kind).unwrap(), format!("\"{}\"", kind.word()));
            assert!(kind.hint().ends_with('.'));
        }
        let refused = Kind::ALL.iter().take_while(|kind| kind.class() == Class::Refused).count();
        assert!(refused == 7 && Kind::ALL[refused..].iter().all(|kind| kind.class() != Class::Refused));
    }

    #[test]
    fn a_finding_speaks_in_counts() {
        let mut tally = Tally::default();
        (1..=12).for_each(|line| tally.add(line));
        let found = Finding::new(Kind::CardNumber, Class::Shortened, &tally, 10_000, false);
        assert_eq!(found.words, "12 of 10,000 cells hold card numbers");
        assert_eq!(found.first_lines, (1..=10).collect::<Vec<u32>>());
        assert_eq!((grouped(0), grouped(999), grouped(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
    }
}
