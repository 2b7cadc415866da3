//! How much of what an answer rests on is listed in it.

/// Limits for what is listed. Counts are of everything, whatever is listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed {
    /// Sources in a whole answer, as long as each line has `fewest`.
    sources: usize,
    /// Sources of one line or event.
    most: usize,
    fewest: usize,
    /// Events of a timeline.
    pub events: usize,
}

impl Default for Listed {
    fn default() -> Self {
        Listed {
            sources: 300,
            most: 100,
            fewest: 1,
            events: 500,
        }
    }
}

impl Listed {
    /// Everything.
    pub const ALL: Self = Listed {
        sources: usize::MAX,
        most: usize::MAX,
        fewest: usize::MAX,
        events: usize::MAX,
    };

    /// How many sources each of so many lines or events has.
    pub fn sources_of_each(self, lines: usize) -> usize {
        (self.sources / lines.max(1))
            .max(self.fewest)
            .min(self.most)
    }
}
