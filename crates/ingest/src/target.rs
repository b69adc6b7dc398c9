//! What a file's rows can be, and what its columns can be.

use regulars_model::{Channel, EventKind};
use serde::{Deserialize, Serialize};

/// What a file's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// One person a row.
    Customers,
    /// One order, or one line of an order, a row.
    Orders,
    /// One thing a person did a row.
    Events,
    /// What people said about being contacted.
    Consents,
    /// One product a row.
    Products,
    /// One sent campaign a row, with its counts.
    CampaignResults,
}

/// Which of day and month comes first where both readings are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31/12/2026.
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

const WHO: &[FileKind] = &[FileKind::Customers, FileKind::Orders, FileKind::Events, FileKind::Consents];
const PEOPLE: &[FileKind] = &[FileKind::Customers, FileKind::Orders];
const SAID: &[FileKind] = &[FileKind::Customers, FileKind::Orders, FileKind::Consents];
const CUSTOMERS: &[FileKind] = &[FileKind::Customers];
const ORDERS: &[FileKind] = &[FileKind::Orders];
const GOODS: &[FileKind] = &[FileKind::Orders, FileKind::Products];
const PRICED: &[FileKind] = &[FileKind::Orders, FileKind::Products, FileKind::CampaignResults];
const EVENTS: &[FileKind] = &[FileKind::Events];
const CONSENTS: &[FileKind] = &[FileKind::Consents];
const CAMPAIGNS: &[FileKind] = &[FileKind::CampaignResults];

macro_rules! targets {
    ($($(#[$doc:meta])* $name:ident, $id:literal, $label:literal, $group:literal, $kinds:ident;)*) => {
        /// Something a column can be.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Target { $($(#[$doc])* $name,)* }

        impl Target {
            /// Every target, in the order a list offers them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable word for mappings in files: `order_total`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// As a list shows it: "Order total".
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }

            /// How a list groups it: "Person", "Permission", "Order", "Event", "Campaign", "Own".
            #[must_use]
            pub fn group(self) -> &'static str {
                match self { $(Self::$name => $group,)* }
            }

            /// The kinds of file it makes sense in.
            #[must_use]
            pub fn kinds(self) -> &'static [FileKind] {
                match self { $(Self::$name => $kinds,)* }
            }
        }
    };
}

targets! {
    /// The shop's own customer number.
    ExternalId, "external_id", "Customer number", "Person", WHO;
    /// Email address.
    Email, "email", "Email", "Person", WHO;
    /// Telephone number.
    Phone, "phone", "Phone", "Person", WHO;
    /// Given name.
    FirstName, "first_name", "First name", "Person", PEOPLE;
    /// Family name.
    LastName, "last_name", "Last name", "Person", PEOPLE;
    /// The whole name in one column.
    FullName, "full_name", "Whole name", "Person", PEOPLE;
    /// Company.
    Company, "company", "Company", "Person", PEOPLE;
    /// Street and number.
    Street, "street", "Street", "Person", PEOPLE;
    /// What stands under the street: floor, building, care of.
    Street2, "street2", "Street, second line", "Person", PEOPLE;
    /// City.
    City, "city", "City", "Person", PEOPLE;
    /// State, province, county.
    Region, "region", "State or region", "Person", PEOPLE;
    /// Postcode.
    Postcode, "postcode", "Postcode", "Person", PEOPLE;
    /// Country, a code or a name.
    Country, "country", "Country", "Person", PEOPLE;
    /// Birthday; the year is never kept.
    Birthday, "birthday", "Birthday (day and month)", "Person", CUSTOMERS;
    /// When they became known to the shop.
    SignedUp, "signed_up", "Customer since", "Person", CUSTOMERS;
    /// The shop's own tags.
    Tags, "tags", "Tags", "Person", CUSTOMERS;
    /// What they said about email.
    EmailPermission, "email_permission", "May we email?", "Permission", SAID;
    /// What they said about text messages.
    SmsPermission, "sms_permission", "May we text?", "Permission", SAID;
    /// What they said about letters.
    PostPermission, "post_permission", "May we write letters?", "Permission", SAID;
    /// What they said about calls.
    PhonePermission, "phone_permission", "May we call?", "Permission", SAID;
    /// When they said it.
    SaidAt, "said_at", "When they said so", "Permission", CONSENTS;
    /// The shop's own number for the order.
    OrderId, "order_id", "Order number", "Order", ORDERS;
    /// When it was ordered.
    OrderedAt, "ordered_at", "Order date", "Order", ORDERS;
    /// The hour of it, where the date stands in another column.
    OrderedTime, "ordered_time", "Order time", "Order", ORDERS;
    /// The time zone of date and hour: a name or an offset.
    OrderedZone, "ordered_zone", "Time zone of the order", "Order", ORDERS;
    /// What the whole order came to.
    OrderTotal, "order_total", "Order total", "Order", ORDERS;
    /// What was given back of it.
    OrderRefunded, "order_refunded", "Refunded", "Order", ORDERS;
    /// When it was cancelled; filled means cancelled.
    OrderCancelledAt, "order_cancelled_at", "Cancelled on", "Order", ORDERS;
    /// Paid, cancelled and the like.
    OrderStatus, "order_status", "Order status", "Order", ORDERS;
    /// Through which of the shop's channels it was sold: web, till, phone.
    SalesChannel, "sales_channel", "Sales channel (web, till, phone)", "Order", ORDERS;
    /// Three letters.
    Currency, "currency", "Currency", "Order", PRICED;
    /// Article number.
    Sku, "sku", "Article number", "Order", GOODS;
    /// Name of the product.
    Product, "product", "Product", "Order", GOODS;
    /// All products of an order in one cell: `2× Tea, 1× Mug`.
    ProductList, "product_list", "Products with their quantities", "Order", ORDERS;
    /// Category of the product.
    Category, "category", "Product category", "Order", GOODS;
    /// Pieces; negative when sent back.
    Quantity, "quantity", "Quantity", "Order", ORDERS;
    /// Price of one piece.
    UnitPrice, "unit_price", "Price of one", "Order", GOODS;
    /// What was taken off the line.
    LineDiscount, "line_discount", "Discount on the line", "Order", ORDERS;
    /// What the line came to.
    LineTotal, "line_total", "Line total", "Order", ORDERS;
    /// What the person did: opened, clicked.
    EventKind, "event_kind", "What happened", "Event", EVENTS;
    /// When they did it.
    EventAt, "event_at", "When it happened", "Event", EVENTS;
    /// Campaign, page, or the plan of a subscription.
    EventSubject, "event_subject", "Campaign, page or plan", "Event", EVENTS;
    /// One column of a row that holds several: a moment, a count, or yes.
    Sent, "sent", "Was sent to them", "Event", EVENTS;
    /// Opened: a moment, a count, or yes.
    Opened, "opened", "They opened it", "Event", EVENTS;
    /// Clicked: a moment, a count, or yes.
    Clicked, "clicked", "They clicked", "Event", EVENTS;
    /// Came back: a moment, a count, or yes.
    Bounced, "bounced", "It came back", "Event", EVENTS;
    /// Unsubscribed: a moment, a count, or yes.
    LeftList, "left_list", "They unsubscribed", "Event", EVENTS;
    /// A subscription began: a moment, a count, or yes.
    SubscriptionStarted, "subscription_started", "Their subscription began", "Event", EVENTS;
    /// A subscription was cancelled or ran out: a moment, a count, or yes.
    SubscriptionCancelled, "subscription_cancelled", "Their subscription was cancelled", "Event", EVENTS;
    /// Name of a sent campaign.
    Campaign, "campaign", "Campaign", "Campaign", CAMPAIGNS;
    /// When it was sent.
    CampaignAt, "campaign_at", "Sent on", "Campaign", CAMPAIGNS;
    /// To how many.
    CampaignSent, "campaign_sent", "Sent to", "Campaign", CAMPAIGNS;
    /// How many got it.
    CampaignDelivered, "campaign_delivered", "Delivered", "Campaign", CAMPAIGNS;
    /// How many people opened it.
    CampaignOpened, "campaign_opened", "Opened by", "Campaign", CAMPAIGNS;
    /// How many people clicked.
    CampaignClicked, "campaign_clicked", "Clicked by", "Campaign", CAMPAIGNS;
    /// How many came back.
    CampaignBounced, "campaign_bounced", "Came back", "Campaign", CAMPAIGNS;
    /// How many unsubscribed.
    CampaignLeft, "campaign_left", "Unsubscribed", "Campaign", CAMPAIGNS;
    /// Orders that are put down to it.
    CampaignOrders, "campaign_orders", "Orders", "Campaign", CAMPAIGNS;
    /// What those came to.
    CampaignRevenue, "campaign_revenue", "Revenue", "Campaign", CAMPAIGNS;
    /// A field of the shop's own. Any number of columns may be one.
    Custom, "custom", "A field of our own", "Own", PEOPLE;
    /// Several fields of the shop's own in one cell, as JSON.
    Attributes, "attributes", "Fields of our own, as JSON", "Own", CUSTOMERS;
}

/// Everything a column can be.
#[must_use]
pub fn targets() -> &'static [Target] {
    Target::ALL
}

impl Target {
    /// The target this word names.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|target| target.id() == id)
    }

    /// The channel whose permission it holds.
    #[must_use]
    pub fn channel(self) -> Option<Channel> {
        Some(match self {
            Self::EmailPermission => Channel::Email,
            Self::SmsPermission => Channel::Sms,
            Self::PostPermission => Channel::Post,
            Self::PhonePermission => Channel::Phone,
            _ => return None,
        })
    }

    /// Whether its cells are dates.
    pub(crate) fn is_date(self) -> bool {
        use Target::{Birthday, CampaignAt, EventAt, OrderCancelledAt, OrderedAt, SaidAt, SignedUp};
        matches!(self, Birthday | CampaignAt | EventAt | OrderCancelledAt | OrderedAt | SaidAt | SignedUp)
            || self.event().is_some()
    }

    /// Whether its cells are amounts of money.
    pub(crate) fn is_money(self) -> bool {
        use Target::{CampaignRevenue, LineDiscount, LineTotal, OrderRefunded, OrderTotal, UnitPrice};
        matches!(self, CampaignRevenue | LineDiscount | LineTotal | OrderRefunded | OrderTotal | UnitPrice)
    }

    /// Whether its cells count something.
    pub(crate) fn is_count(self) -> bool {
        use Target::{
            CampaignBounced, CampaignClicked, CampaignDelivered, CampaignLeft, CampaignOpened, CampaignOrders,
            CampaignSent, Quantity,
        };
        matches!(
            self,
            CampaignBounced
                | CampaignClicked
                | CampaignDelivered
                | CampaignLeft
                | CampaignOpened
                | CampaignOrders
                | CampaignSent
                | Quantity
        )
    }

    /// What happened, where a row has a column for each thing that can.
    pub(crate) fn event(self) -> Option<EventKind> {
        Some(match self {
            Self::Sent => EventKind::EmailSent,
            Self::Opened => EventKind::EmailOpened,
            Self::Clicked => EventKind::EmailClicked,
            Self::Bounced => EventKind::EmailBounced,
            Self::LeftList => EventKind::Unsubscribed,
            Self::SubscriptionStarted => EventKind::SubscriptionStarted,
            Self::SubscriptionCancelled => EventKind::SubscriptionCancelled,
            _ => return None,
        })
    }

    /// Columns of a row that holds several things that happened.
    pub(crate) const HAPPENED: [Self; 7] = [
        Self::Sent,
        Self::Opened,
        Self::Clicked,
        Self::Bounced,
        Self::LeftList,
        Self::SubscriptionStarted,
        Self::SubscriptionCancelled,
    ];

    /// Whether several columns may be it.
    pub(crate) fn is_many(self) -> bool {
        self == Self::Custom || self.channel().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back_and_match_their_json() {
        for &target in targets() {
            assert_eq!(Target::from_id(target.id()), Some(target));
            assert_eq!(serde_json::to_string(&target).unwrap(), format!("\"{}\"", target.id()));
            assert!(!target.kinds().is_empty());
        }
        assert_eq!(Target::from_id("Email"), None);
    }
}
