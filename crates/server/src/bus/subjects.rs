//! The names under which things travel.

use crate::recipient::Recipient;

/// Subjects of one installation; several may share one NATS.
#[derive(Clone, Debug)]
pub struct Subjects {
    prefix: String,
}

impl Subjects {
    pub fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned() }
    }

    /// Notices, for every process.
    pub fn notices(&self) -> String {
        format!("{}.notices", self.prefix)
    }

    /// Events for the lines of one owner; none for visitors, whose pages follow from notices.
    pub fn owner(&self, recipient: Recipient) -> Option<String> {
        match recipient {
            Recipient::Person(person) => Some(format!("{}.owner.p.{person}", self.prefix)),
            Recipient::Seeker(chat) => Some(format!("{}.owner.s.{chat}", self.prefix)),
            Recipient::Visitor(_) => None,
        }
    }

    /// Nobody listens here: the server's answer that it is so proves that it has dealt with all that was sent before.
    pub fn probe(&self) -> String {
        format!("{}.probe", self.prefix)
    }

    /// Where those answers come.
    pub fn inbox(&self) -> String {
        format!("{}.inbox", self.prefix)
    }
}

/// What an operator may choose as the first words of all subjects.
pub fn prefix(text: &str) -> Result<String, String> {
    let word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if text.split('.').all(word) {
        Ok(text.to_owned())
    } else {
        Err("letters, digits, - and _, in words with a dot between them".into())
    }
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn a_prefix_is_words() {
        for good in ["beistand", "beistand.test-2", "a_b"] {
            assert_eq!(prefix(good).as_deref(), Ok(good));
        }
        for bad in ["", ".", "a.", "*", "a.>", "a b", "a..b", "ä"] {
            assert!(prefix(bad).is_err(), "{bad}");
        }
    }
}
