//! The nouns of Regulars: people, orders, permissions, rules, personas and the identifiers that tie them together.
//! Pure data and pure functions; nothing here reads a file, a clock or a database.

mod cell;
mod channel;
mod day;
mod field;
mod id;
mod identity;
pub mod moment;
mod money;
mod order;
mod person;
mod persona;
mod place;
mod problem;
mod provenance;
mod rule;
mod rule_check;
mod score;
mod zone;

pub use cell::{guarded, unguarded};
pub use channel::{Basis, Channel, Permission, PermissionState};
pub use day::{Day, DayError};
pub use field::{Field, FieldType};
pub use id::{IdError, ImportId, PersonId, SegmentId};
pub use identity::{
    Identity, IdentityKind, name_key, normalize_email, normalize_external_id, normalize_phone, without_unseen,
};
pub use money::{Currency, CurrencyError, Money, group_digits};
pub use order::{EventKind, EventRow, LineRow, OrderKind, OrderRow};
pub use person::{MonthDay, PersonFields};
pub use persona::{Persona, PersonaMembers, PersonaSet, PersonaTrait, TraitKind};
pub use place::{Centre, Place, Spot, is_within, postcode_key};
pub use problem::{Code, Problem};
pub use provenance::{Collected, Permit, Provenance, Purpose, Purposes};
pub use rule::{
    ConsentTest, CountTest, CustomTest, DateField, DateTest, Deed, FirstOrLast, LifeStage, NumberField, NumberTest,
    Opened, ProductFilter, RfmGroup, RfmPart, Rule, ScoreTest, SegmentRule, Spending, TextField, TextTest, Window,
    YesNo, is_drawn,
};
pub use rule_check::{LARGEST_ROSTER, RULE_DEPTH_LIMIT, RuleError};
pub use score::{LeadTier, RiskBand, ScoreKind, ScorePlace, Scored, ScoresFound};
pub use zone::Zone;
