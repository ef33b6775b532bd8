//! Marks: how far each side has got with the messages.

use std::sync::Arc;

use beistand_domain::access::Action;
use beistand_domain::{ChatId, Moment, PersonId};
use beistand_protocol::view::Marks;

use crate::actor::Actor;
use crate::chat_row;
use crate::database::Store;
use crate::error::StoreError;
use crate::model::ChatRecord;
use crate::sql::{Lock, Tx, values};

/// Both sides' marks after one of them moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarksMoved {
    /// Seeker's and counsellors' marks in places as counsellors count them.
    pub for_counsellors: (Marks, Marks),
    /// The same in places as the seeker counts them; none where the seeker sees no change.
    pub for_seeker: Option<(Marks, Marks)>,
    /// Every counsellor who learns of it.
    pub counsellors: Arc<[PersonId]>,
}

impl Store {
    /// Moves one side's marks forward and gives both sides', or nothing when they had got as far before.
    pub async fn mark(
        &self,
        chat: ChatId,
        reader: Actor,
        (delivered, read): (u32, u32),
        now: Moment,
    ) -> Result<Option<MarksMoved>, StoreError> {
        self.write(&[Lock::Chat(chat)], move |tx| {
            Box::pin(async move {
                let record = chat_row::find(tx, chat).await?.ok_or(StoreError::NotFound)?;
                reader.may_in(&record, Action::ReadChat, now)?;
                let wanted = Marks { delivered, read };
                match reader.person() {
                    None => of_seeker(tx, record, wanted).await,
                    Some(person) => of_counsellor(tx, record, (person, wanted)).await,
                }
            })
        })
        .await
    }
}

async fn of_seeker(tx: &Tx, mut record: ChatRecord, wanted: Marks) -> Result<Option<MarksMoved>, StoreError> {
    let new = forward(record.seeker_marks, wanted, record.last_shared);
    if new == record.seeker_marks {
        return Ok(None);
    }
    let shared = "SELECT seq AS place FROM message WHERE chat_no = $1 AND seq >= $2 AND shared_seq = $2 \
         AND audience = 'everyone'";
    let seqs = Marks {
        delivered: translated(tx, &record, shared, new.delivered).await?,
        read: translated(tx, &record, shared, new.read).await?,
    };
    let sql = "UPDATE chat SET seeker_delivered = $2, seeker_read = $3, seeker_delivered_seq = $4, \
         seeker_read_seq = $5 WHERE no = $1";
    tx.execute(sql, values![record.no, new.delivered, new.read, seqs.delivered, seqs.read]).await?;
    (record.seeker_marks, record.seeker_marks_seq) = (new, seqs);
    Ok(Some(moved(&record, true)))
}

async fn of_counsellor(
    tx: &Tx,
    mut record: ChatRecord,
    (person, wanted): (PersonId, Marks),
) -> Result<Option<MarksMoved>, StoreError> {
    let before = record.shared_counsellor_marks();
    let stays = record.chat.participants().iter().rposition(|one| one.person == person);
    let Some(stay) = stays.and_then(|at| record.stays.get(at).copied()) else { return Ok(None) };
    let new = forward(stay.marks, wanted, record.last_seq);
    if new == stay.marks {
        return Ok(None);
    }
    let seq = "SELECT shared_seq AS place FROM message WHERE chat_no = $1 AND seq = $2";
    let shared = Marks {
        delivered: translated(tx, &record, seq, new.delivered).await?,
        read: translated(tx, &record, seq, new.read).await?,
    };
    let sql =
        "UPDATE participant SET delivered_seq = $2, read_seq = $3, delivered = $4, read = $5 WHERE no = $1";
    tx.execute(sql, values![stay.no, new.delivered, new.read, shared.delivered, shared.read]).await?;
    for one in record.stays.iter_mut().filter(|one| one.no == stay.no) {
        (one.marks, one.shared_marks) = (new, shared);
    }
    let seen = record.shared_counsellor_marks() != before;
    Ok(Some(moved(&record, seen)))
}

fn forward(old: Marks, wanted: Marks, last: u32) -> Marks {
    let (delivered, read) = (wanted.delivered.min(last), wanted.read.min(last));
    Marks { delivered: old.delivered.max(delivered).max(read), read: old.read.max(read) }
}

/// A place in the other count. Where nothing is hidden both are the same.
async fn translated(tx: &Tx, record: &ChatRecord, sql: &str, place: u32) -> Result<u32, StoreError> {
    if place == 0 || record.last_seq == record.last_shared {
        return Ok(place);
    }
    match tx.first(sql, values![record.no, place]).await? {
        Some(row) => row.count("place"),
        None => Ok(0),
    }
}

fn moved(record: &ChatRecord, seen_by_seeker: bool) -> MarksMoved {
    MarksMoved {
        for_counsellors: (record.seeker_marks_seq, record.counsellor_marks()),
        for_seeker: seen_by_seeker.then(|| (record.seeker_marks, record.shared_counsellor_marks())),
        counsellors: record.chat.holders().into(),
    }
}
