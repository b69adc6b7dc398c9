//! A row that is a sent campaign with its counts.

use super::plan::{Fault, Plan};
use crate::{Row, RowCode, Target};
use csv::ByteRecord;

impl Plan {
    /// A row of campaign results. A count that cannot be read is left out with a warning.
    pub(crate) fn campaign(&mut self, record: &ByteRecord) -> Result<Row, Fault> {
        let campaign = self.text(record, Target::Campaign)?;
        if campaign.is_empty() {
            return Err(Fault::at(self.column(Target::Campaign), RowCode::NoCampaign));
        }
        if let Some(code) = self.value(record, Target::Currency) {
            self.agree(code, self.column(Target::Currency))?;
        }
        let at = self.moment(record, Target::CampaignAt);
        let revenue = self.money(record, Target::CampaignRevenue);
        Ok(Row::CampaignResult {
            line: self.line,
            campaign,
            at: self.or_warn(at),
            sent: self.count(record, Target::CampaignSent),
            delivered: self.count(record, Target::CampaignDelivered),
            opened: self.count(record, Target::CampaignOpened),
            clicked: self.count(record, Target::CampaignClicked),
            bounced: self.count(record, Target::CampaignBounced),
            unsubscribed: self.count(record, Target::CampaignLeft),
            orders: self.count(record, Target::CampaignOrders),
            revenue: self.or_warn(revenue),
        })
    }

    fn count(&mut self, record: &ByteRecord, target: Target) -> Option<u32> {
        let column = self.column(target);
        let number = self.number(record, target, RowCode::BadNumber);
        let whole = |pieces: i32| u32::try_from(pieces).map_err(|_| Fault::at(column, RowCode::BadNumber));
        let count = number.and_then(|number| {
            let Some(number) = number else { return Ok(None) };
            whole(number.to_pieces().map_err(|_| Fault::at(column, RowCode::TooLarge))?).map(Some)
        });
        self.or_warn(count)
    }

    fn or_warn<T>(&mut self, found: Result<Option<T>, Fault>) -> Option<T> {
        found.unwrap_or_else(|fault| {
            self.warnings.push(fault);
            None
        })
    }
}
