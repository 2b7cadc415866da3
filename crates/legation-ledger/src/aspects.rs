//! Sets of aspects: what of two entities is asked about, folded and kept together.

use crate::implication::{FOLLOWING, GROUND};
use crate::vocabulary;

/// Some of the aspects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Aspects(u8);

impl Aspects {
    /// All, known to the vocabulary or not.
    pub const ALL: Aspects = Aspects(u8::MAX);

    /// One; of what is no aspect of the vocabulary, all.
    pub fn of(aspect: &str) -> Self {
        match vocabulary::aspects().position(|known| known == aspect) {
            Some(at) if at < 7 => Aspects(1 << at),
            _ => Self::ALL,
        }
    }

    /// These and those.
    pub fn and(self, others: Aspects) -> Self {
        Aspects(self.0 | others.0)
    }

    /// These without those.
    pub fn without(self, others: Aspects) -> Self {
        Aspects(self.0 & !others.0)
    }

    /// These, and those in which something follows from them.
    pub fn with_what_follows(self) -> Self {
        if self.has(GROUND) {
            FOLLOWING
                .iter()
                .fold(self, |all, aspect| all.and(Self::of(aspect)))
        } else {
            self
        }
    }

    /// These, and those from which something follows for them.
    pub fn with_their_ground(self) -> Self {
        if FOLLOWING.iter().any(|aspect| self.has(aspect)) {
            self.and(Self::of(GROUND))
        } else {
            self
        }
    }

    /// Whether it is one of them.
    pub fn has(self, aspect: &str) -> bool {
        self.0 & Self::of(aspect).0 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their names; `None` where all are meant.
    pub fn names(self) -> Option<Vec<&'static str>> {
        let known = || vocabulary::aspects().filter(|aspect| self.has(aspect));
        (self != Self::ALL).then(|| known().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_together_is_told_from_what_stands_alone() {
        let (diplomatic, embassy) = (Aspects::of("diplomatic"), Aspects::of("representation"));
        assert!(diplomatic.with_what_follows().has("representation"));
        assert!(diplomatic.with_what_follows().has("recognition"));
        assert!(!diplomatic.with_what_follows().has("consular"));
        assert_eq!(embassy.with_what_follows(), embassy);
        assert_eq!(embassy.with_their_ground(), embassy.and(diplomatic));
        let alone = Aspects::of("sanctions");
        assert_eq!(alone.with_what_follows().with_their_ground(), alone);
        assert_eq!(embassy.names(), Some(vec!["representation"]));
    }

    #[test]
    fn an_aspect_that_the_vocabulary_has_not_stands_for_all() {
        assert_eq!(Aspects::of("friendship"), Aspects::ALL);
        assert_eq!(Aspects::ALL.names(), None);
        assert!(vocabulary::aspects().count() <= 7, "they fit the bits");
    }
}
