//! Those whom a report names together: the two, the three, the pair that it is about.

use super::*;

impl Discourse {
    /// The `n` that were named together last before byte `at`.
    pub fn group(&self, at: usize, n: usize) -> &[(EntityRef, Span)] {
        self.groups
            .iter()
            .rev()
            .find(|g| g.end <= at && g.members.len() == n)
            .map_or(&[], |g| &g.members)
    }

    /// The two whom the sentence before is about, where it names nobody else and tells no act: "Paraguay and Venezuela have
    /// fallen out before".
    pub fn quarrelling_before(&self, sentence: usize) -> Option<[(EntityRef, Span); 2]> {
        let &[a, b] = self.subjects_before(sentence)? else {
            return None;
        };
        let before = sentence - 1;
        let nobody_else = self
            .named
            .iter()
            .filter(|n| n.sentence == before)
            .all(|n| n.entity == a.0 || n.entity == b.0);
        let told = self.last_of.values().any(|acted| acted.sentence == before);
        (nobody_else && !told).then_some([a, b])
    }

    /// The several whom the sentence before is about.
    pub fn subjects_before(&self, sentence: usize) -> Option<&[(EntityRef, Span)]> {
        let before = sentence.checked_sub(1)?;
        self.groups
            .iter()
            .find(|g| g.sentence == before && !g.oblique)
            .map(|g| g.members.as_slice())
    }

    /// The two that this sentence names together before byte `at`, or that the sentence before is about.
    pub fn pair_named(&self, sentence: usize, at: usize) -> Option<[(EntityRef, Span); 2]> {
        let here = self
            .groups
            .iter()
            .rev()
            .find(|g| g.sentence == sentence && g.end <= at)
            .map(|g| g.members.as_slice());
        let before = || {
            self.subjects_before(sentence)
                .filter(|_| self.last_pair.is_none())
        };
        match here.or_else(before)? {
            &[a, b] => Some([a, b]),
            _ => None,
        }
    }

    /// "Taiwan gained Sao Tome in May, when the two established relations": the only two polities that the sentence
    /// names before.
    pub fn pair_in(&self, sentence: usize, at: usize) -> Option<[(EntityRef, Span); 2]> {
        let mut pair: Vec<(EntityRef, Span)> = Vec::new();
        for named in self.before(at).filter(|n| n.sentence == sentence) {
            if pair.iter().all(|(entity, _)| *entity != named.entity) {
                pair.push((named.entity, named.span));
            }
        }
        match pair.as_slice() {
            &[a, b] => Some([a, b]),
            _ => None,
        }
    }

    /// The two polities that the report is about up to byte `at`: the pair of the last event, else the two most often
    /// named, the earlier first.
    pub fn pair(&self, at: usize) -> Option<[(EntityRef, Span); 2]> {
        let span_of = |e: EntityRef| {
            self.before(at)
                .rev()
                .find(|n| n.entity == e)
                .map(|n| n.span)
        };
        if let Some((a, b)) = self.last_pair.filter(|_| self.last_pair_named_in.is_some())
            && let (Some(sa), Some(sb)) = (span_of(a), span_of(b))
        {
            return Some([(a, sa), (b, sb)]);
        }
        let mut counts: FxHashMap<EntityRef, (usize, usize)> = FxHashMap::default();
        for n in self.before(at) {
            let entry = counts.entry(n.entity).or_insert((0, n.span.start));
            entry.0 += if n.oblique { 1 } else { 2 };
        }
        let mut ranked: Vec<(EntityRef, (usize, usize))> = counts.into_iter().collect();
        ranked.sort_by_key(|(_, (count, start))| (std::cmp::Reverse(*count), *start));
        let [(a, _), (b, _)] = ranked.get(..2)? else {
            return None;
        };
        Some([(*a, span_of(*a)?), (*b, span_of(*b)?)])
    }
}

/// Those whom a sentence names together, "and" before the last.
pub(super) fn groups(
    words: &Words,
    mentions: &[Vec<Mention>],
    gazetteer: &Gazetteer,
) -> Vec<Group> {
    let mut out = Vec::new();
    for (sentence, found) in mentions.iter().enumerate() {
        let (from, to) = words.sentences[sentence];
        let lower = |k: usize| words.lower[k].as_str();
        let mut k = 0;
        while k < found.len() {
            let first = &found[k];
            let mut members: Vec<(EntityRef, Span)> = Vec::new();
            let mut closed = first.entities.len() > 1;
            let mut last = first.last;
            while let Some(m) = found.get(k).filter(|m| is_party(m, gazetteer)) {
                let span = words.span(m.first, m.last);
                for &entity in &m.entities {
                    if !members.iter().any(|(e, _)| *e == entity) {
                        members.push((entity, span));
                    }
                }
                last = m.last;
                k += 1;
                let Some(next) = found.get(k) else { break };
                let between: Vec<&str> = (m.last + 1..next.first)
                    .map(lower)
                    .filter(|w| *w != "the")
                    .collect();
                match between.as_slice() {
                    [","] if !closed => {}
                    ["and"] | [",", "and"] => closed = true,
                    _ => break,
                }
            }
            if members.is_empty() {
                k += 1;
            }
            let owns = last + 1 < to && matches!(lower(last + 1), "'s" | "'");
            if members.len() > 1 && closed && !owns {
                let mut before = first.first;
                while before > from && matches!(lower(before - 1), "the" | "both" | "two") {
                    before -= 1;
                }
                let oblique = before > from && PREPOSITIONS.contains(&lower(before - 1));
                out.push(Group {
                    sentence,
                    end: words.span(last, last).end,
                    members,
                    oblique,
                });
            }
        }
    }
    out
}

fn is_party(m: &Mention, gazetteer: &Gazetteer) -> bool {
    !m.weak
        && !matches!(m.usage, NameUse::Place | NameUse::Adjective)
        && m.entities
            .iter()
            .all(|&e| gazetteer.entity(e).kind.is_polity())
}

/// Words that govern what stands behind them, so that it does not act.
const PREPOSITIONS: [&str; 21] = [
    "in",
    "of",
    "to",
    "from",
    "with",
    "at",
    "by",
    "on",
    "against",
    "for",
    "near",
    "over",
    "between",
    "into",
    "toward",
    "towards",
    "like",
    "including",
    "than",
    "among",
    "after",
];
