//! The codebook's wordings, found in a sentence.
//!
//! This is one way of seeing what is said; it hands on [`Finding`]s, as any other recogniser would.

use std::cell::RefCell;

use legation_gazetteer::{EntityRef, Gazetteer, NameUse};
use legation_text::Span;
use rustc_hash::FxHashMap;

use crate::clause::{Clauses, Force, combine};
use crate::codebook::{Act, Codebook, Theme, Wording};
use crate::grammar::Governs;
use crate::party::{Discourse, Owner, Resolver, Side};
use crate::syntax::{Kind, Tag, VerbShape};

/// An act found in a sentence, with who plays which part.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub act: usize,
    pub actors: Vec<Side>,
    pub recipients: Vec<Side>,
    pub objects: Vec<Side>,
    pub force: Force,
    /// The words that express it.
    pub trigger: Span,
    /// Its first chunk and its last, for what belongs to the same clause.
    pub chunks: (usize, usize),
    pub verb: Option<usize>,
    /// Told as already known ("condemned the recognition of …").
    pub presupposed: bool,
    /// How many conditions the wording met; the more exact of two readings wins.
    pub exactness: i32,
    /// Each actor does it to the others.
    pub each_other: bool,
}

/// The wordings by the words that can begin them.
pub(crate) struct WordingIndex {
    verbs: FxHashMap<String, Vec<(usize, usize, Vec<String>)>>,
    nouns: FxHashMap<String, Vec<(usize, usize)>>,
}

impl WordingIndex {
    pub fn new(codebook: &Codebook) -> Self {
        let mut verbs: FxHashMap<String, Vec<_>> = FxHashMap::default();
        let mut nouns: FxHashMap<String, Vec<_>> = FxHashMap::default();
        for (a, act) in codebook.acts().iter().enumerate() {
            for (w, wording) in act.wordings.iter().enumerate() {
                for verb in &wording.verbs {
                    let mut words = verb.split(' ').map(str::to_owned);
                    let head = words.next().unwrap_or_default();
                    verbs.entry(head).or_default().push((a, w, words.collect()));
                }
                for noun in &wording.nouns {
                    nouns.entry(noun.clone()).or_default().push((a, w));
                }
            }
        }
        WordingIndex { verbs, nouns }
    }

    /// Every word whose forms can begin a wording: verbs in the base form, nouns as they are.
    pub fn verb_lemmas(&self) -> impl Iterator<Item = &str> {
        self.verbs.keys().map(String::as_str)
    }

    pub fn noun_words(&self) -> impl Iterator<Item = &str> {
        self.nouns
            .keys()
            .filter_map(|noun| noun.split(' ').next_back())
    }
}

/// Finds the acts of one sentence.
pub(crate) struct Recogniser<'a, 'c, 's> {
    pub codebook: &'a Codebook,
    pub index: &'a WordingIndex,
    pub clauses: &'a Clauses<'c, 's>,
    pub resolver: Resolver<'a, 'c, 's>,
    pub gazetteer: &'a Gazetteer,
    pub discourse: &'a Discourse,
    pub sentence: usize,
    /// The acts found in the sentence so far: which, who did it, and to whom.
    pub siblings: RefCell<Vec<(usize, EntityRef, Side)>>,
}

/// The parts of a wording as they are filled.
#[derive(Default, Clone)]
struct Roles {
    actors: Vec<Side>,
    recipients: Vec<Side>,
    objects: Vec<Side>,
    parties: Vec<Side>,
    /// A part is named in the text by words that no entity is known for.
    unresolved: bool,
    /// "each other's diplomats".
    each_other: bool,
}

impl Roles {
    fn add(&mut self, role: &str, sides: Vec<Side>) {
        let list = match role {
            "actor" | "envoy" => &mut self.actors,
            "recipient" => &mut self.recipients,
            "object" => &mut self.objects,
            "parties" => &mut self.parties,
            _ => return,
        };
        for side in sides {
            if !list.iter().any(|s| s.entity == side.entity) {
                list.push(side);
            }
        }
    }

    fn has(&self, role: &str) -> bool {
        match role {
            "actor" => !self.actors.is_empty(),
            "recipient" => !self.recipients.is_empty(),
            "object" => !self.objects.is_empty(),
            _ => true,
        }
    }
}

impl Recogniser<'_, '_, '_> {
    /// All findings of the sentence; of two readings of the same words the more exact one.
    pub fn find(&self) -> Vec<Finding> {
        let mut out = Vec::new();
        for vg in 0..self.clauses.s.vgs.len() {
            let mut here = self.verb_findings(vg);
            keep_most_exact(&mut here, self.codebook);
            if let Some((actor, recipient)) = here
                .first()
                .and_then(|f| f.actors.first().zip(f.recipients.first()))
            {
                let act = here[0].act;
                self.siblings
                    .borrow_mut()
                    .push((act, actor.entity, recipient.clone()));
            }
            out.extend(here);
        }
        for np in 0..self.clauses.s.nps.len() {
            let mut here = self.noun_findings(np);
            // "revoked its recognition of Kosovo" is no recognition
            let aspect = |f: &Finding| {
                let moves = self.codebook.acts()[f.act].moves.as_ref();
                moves.map(|m| m.aspect.clone())
            };
            here.retain(|f| {
                !out.iter().any(|v: &Finding| {
                    v.verb.is_some()
                        && v.act != f.act
                        && v.trigger.start <= f.trigger.start
                        && f.trigger.start < v.trigger.end
                        && aspect(v) == aspect(f)
                })
            });
            keep_most_exact(&mut here, self.codebook);
            out.extend(here);
        }
        out
    }

    fn verb_findings(&self, vg: usize) -> Vec<Finding> {
        let v = &self.clauses.s.vgs[vg];
        let Some(candidates) = self.index.verbs.get(&v.lemma) else {
            return Vec::new();
        };
        let mut found: Vec<Finding> = candidates
            .iter()
            .filter_map(|(a, w, particles)| {
                let act = &self.codebook.acts()[*a];
                self.match_verb(vg, (*a, act), &act.wordings[*w], particles)
            })
            .collect();
        self.recognised_persons(&mut found);
        if (v.first.saturating_sub(1)..=v.main).any(|k| self.clauses.s.toks[k].lower == "longer") {
            self.no_longer(&mut found);
        }
        found
    }

    /// "recognised Guaido": whom one recognises as a person is recognised as a government.
    fn recognised_persons(&self, found: &mut [Finding]) {
        let acts = self.codebook.acts();
        let Some(government) = acts.iter().position(|a| a.id == "recognize-government") else {
            return;
        };
        for finding in found
            .iter_mut()
            .filter(|f| acts[f.act].id == "recognize-state")
        {
            let person = |side: &Side| {
                self.clauses.s.toks.iter().any(|t| {
                    let inside =
                        side.span.start <= t.span.start && t.span.end <= side.span.end;
                    inside
                        && t.mention.is_some_and(|m| {
                            self.clauses.mentions[m].usage == NameUse::Holder
                        })
                })
            };
            if !finding.objects.is_empty() && finding.objects.iter().all(person) {
                finding.act = government;
            }
        }
    }

    /// "no longer recognises": recognition is withdrawn.
    fn no_longer(&self, found: &mut [Finding]) {
        let acts = self.codebook.acts();
        let Some(withdraw) = acts.iter().position(|a| a.id == "withdraw-recognition") else {
            return;
        };
        for finding in found
            .iter_mut()
            .filter(|f| acts[f.act].id == "recognize-state" && f.force == Force::Negated)
        {
            finding.act = withdraw;
            finding.force = Force::Asserted;
        }
    }

    fn match_verb(
        &self,
        vg: usize,
        (act_at, act): (usize, &Act),
        wording: &Wording,
        particles: &[String],
    ) -> Option<Finding> {
        let s = self.clauses.s;
        let v = &s.vgs[vg];
        let mut exact = 1;
        let passive = v.passive || v.shape == VerbShape::Participle;
        let (mut after, rest) = self.particles_after(vg, particles)?;
        exact += 2 * particles.len() as i32;
        let mut roles = Roles::default();
        let mut theme_np = None;
        let mut subject_is_theme = false;
        if let Some(name) = &wording.theme {
            let theme = self.codebook.theme(name)?;
            let found = if passive {
                None
            } else {
                self.object_phrase(after, theme)
                    .or_else(|| self.nationals(after).filter(|_| wording.persons))
            };
            match found {
                Some(np) => {
                    theme_np = Some(np);
                    after = self.past_list(s.nps[np].chunk) + 1;
                }
                None => {
                    let no_object =
                        self.first_object(after).is_none() || !wording.complement.is_empty();
                    if !(passive || (wording.intransitive && no_object)) {
                        return None;
                    }
                    let subject = self.clauses.subject(vg)?;
                    let np = self.clauses.lists[subject]
                        .iter()
                        .copied()
                        .chain([subject])
                        .find(|&np| self.is_theme(np, theme));
                    let np = np
                        .or_else(|| {
                            self.through_of(subject)
                                .filter(|&np| self.is_theme(np, theme))
                        })
                        .or_else(|| {
                            let counted = wording.persons && self.are_nationals(subject);
                            counted.then_some(subject)
                        })?;
                    theme_np = Some(np);
                    subject_is_theme = true;
                }
            }
            exact += 4;
        }
        if !rest.is_empty()
            && !self.particle_follows(theme_np.map_or(after, |np| s.nps[np].chunk + 1), &rest)
        {
            return None;
        }
        let mut direct_np = None;
        let mut each_other = false;
        if let Some(role) = wording
            .direct
            .as_deref()
            .filter(|_| wording.theme.is_none())
        {
            let np = if passive {
                self.clauses.subject(vg)
            } else {
                self.first_object(after)
            };
            match np {
                Some(np) => {
                    let sides = self.direct(np, wording);
                    let reciprocal =
                        s.toks[s.nps[np].first].lower == "each" && s.head(np) == "other";
                    if sides.is_empty() && role != "none" && !wording.direct_optional && !reciprocal
                    {
                        return None;
                    }
                    exact += 1;
                    if s.toks[s.nps[np].last].lower == "other"
                        && s.toks[s.nps[np].first].lower == "each"
                    {
                        each_other = true;
                    }
                    roles.add(role, sides);
                    if !passive {
                        after = s.nps[*self.clauses.lists[np].last().unwrap_or(&np)].chunk + 1;
                    }
                    direct_np = Some(np);
                    subject_is_theme = passive;
                }
                None if wording.direct_optional => {}
                None => return None,
            }
        }
        if let Some(role) = &wording.direct_pre {
            // "granted Kosovo recognition": the receiver stands between
            let between = self
                .first_object(v.chunk + 1)
                .filter(|&np| Some(np) != theme_np);
            if let Some(np) = between {
                roles.add(role, self.resolver.list(np, false));
            }
        }
        if wording.reflexive
            && !self
                .first_object(after)
                .is_some_and(|np| s.head(np) == "itself" || self.is_party_name(np))
        {
            return None;
        }
        if wording.reflexive {
            after = s.nps[self.first_object(after)?].chunk + 1;
        }
        self.fill_actor(vg, passive, subject_is_theme, wording, &mut roles);
        // "India and Canada have each expelled a diplomat"
        let each = (v.first.saturating_sub(1)..v.main).any(|k| s.toks[k].lower == "each");
        if each && wording.partner && roles.actors.len() == 2 && roles.recipients.is_empty() {
            roles.each_other = true;
        }
        if each_other && wording.direct.as_deref() == Some("object") && roles.actors.len() == 2 {
            roles.objects.clone_from(&roles.actors);
        }
        let mut last = self.fill_roles(after, wording, &mut roles);
        if subject_is_theme && let Some(np) = theme_np.or(direct_np) {
            self.fill_roles(s.nps[np].chunk + 1, wording, &mut roles);
        }
        if let Some(np) = theme_np
            && roles.recipients.is_empty()
            && act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions")
        {
            self.sanctioned_in_clause(np, wording, &mut roles);
        }
        last = last.max(v.chunk);
        let clause_end = self.clause_end(after);
        let tail = self.tail(
            theme_np.or(direct_np).map_or(v.last + 1, |np| {
                if passive {
                    v.last + 1
                } else {
                    s.nps[np].last + 1
                }
            }),
            clause_end,
        );
        let reach = self.tail(
            theme_np.or(direct_np).map_or(v.last + 1, |np| {
                if passive { v.last + 1 } else { s.nps[np].last + 1 }
            }),
            self.predicate_end(after),
        );
        exact += self.complement(wording, &reach, &mut roles)?;
        if !wording.not_roles.is_empty()
            && wording
                .not_roles
                .iter()
                .any(|p| tail.starts_with(&format!(" {p} ")))
        {
            return None;
        }
        if let Some(np) = theme_np {
            self.fill_owner(np, wording, &mut roles)?;
            // "suspended operations at its Moscow embassy"
            if wording.theme.as_deref() == Some("embassy-operations")
                && roles.recipients.is_empty()
                && let Some(of) = s.np_at(s.nps[np].chunk + 2)
                && let Owner::Sides(sides) = self.resolver.owners(of)
            {
                let actors = roles.actors.clone();
                let others = sides
                    .into_iter()
                    .filter(|x| !actors.iter().any(|a| a.entity == x.entity));
                roles.add("recipient", others.collect());
            }
        }
        let none_of_them = theme_np
            .is_some_and(|np| matches!(s.toks[s.nps[np].first].lower.as_str(), "no" | "neither"))
            || self.clauses.subject(vg).is_some_and(|np| {
                matches!(
                    s.toks[s.nps[np].first].lower.as_str(),
                    "no" | "neither" | "none"
                )
            });
        let force = combine(
            self.clauses.force(vg),
            if none_of_them {
                Force::Negated
            } else {
                Force::Asserted
            },
        );
        let force = match force {
            Force::Asserted if wording.ahead || self.has_term(v.chunk) => Force::Future,
            force => force,
        };
        if wording.needs_modality.as_deref() == Some("future") && force != Force::Future {
            return None;
        }
        let trigger = self.trigger(
            v.first,
            theme_np
                .or(direct_np)
                .filter(|_| !passive)
                .map_or(v.last, |np| s.nps[np].last),
        );
        let first_chunk = v.chunk;
        self.finish(
            act,
            wording,
            roles,
            Draft {
                force,
                trigger,
                chunks: (first_chunk, last.max(clause_end.saturating_sub(1))),
                verb: Some(vg),
                presupposed: false,
                exact,
                at: s.toks[v.first].span.start,
                act: act_at,
            },
        )
    }

    /// "agreed to reopen their embassies within two months": what is to be done by a term is not done yet.
    fn has_term(&self, chunk: usize) -> bool {
        let s = self.clauses.s;
        let Some(v) = s.vg_at(chunk) else {
            return false;
        };
        (s.vgs[v].shape == VerbShape::Infinitive || self.clauses.is_bare(v))
            && (chunk + 1..s.chunks.len())
                .take_while(|&c| {
                    !matches!(
                        s.chunks[c].kind,
                        Kind::Vg(_) | Kind::Stop | Kind::Which | Kind::Sub | Kind::That
                    )
                })
                .any(|c| {
                    s.chunks[c].kind == Kind::Prep
                        && s.word_of(c) == "within"
                        && s.np_at(c + 1).is_some_and(|np| {
                            matches!(
                                s.head(np).trim_end_matches('s'),
                                "month" | "week" | "day" | "year" | "period"
                            )
                        })
                })
    }

    fn is_party_name(&self, np: usize) -> bool {
        !self.resolver.phrase(np, false).is_empty()
    }

    /// The chunk after the verb's particles that follow at once; those that may follow its object are handed back.
    fn particles_after(&self, vg: usize, particles: &[String]) -> Option<(usize, Vec<String>)> {
        let s = self.clauses.s;
        let chunk = s.vgs[vg].chunk;
        if particles.is_empty() {
            return Some((chunk + 1, Vec::new()));
        }
        let follow = |from: usize| {
            let mut at = s.vgs[vg].last + 1 + from;
            particles.iter().all(|p| {
                let hit = s.toks.get(at).is_some_and(|t| t.lower == *p);
                at += 1;
                hit
            })
        };
        for skip in 0..2 {
            if follow(skip) {
                let end = s.vgs[vg].last + particles.len() + skip;
                let next = s
                    .chunks
                    .iter()
                    .position(|c| c.first > end)
                    .unwrap_or(s.chunks.len());
                return Some((next, Vec::new()));
            }
        }
        // "called its ambassador back"
        (particles.len() == 1).then(|| (chunk + 1, particles.to_vec()))
    }

    fn particle_follows(&self, chunk: usize, rest: &[String]) -> bool {
        let s = self.clauses.s;
        let mut at = chunk;
        // the phrase's own "to Tehran" may stand between
        for _ in 0..3 {
            match s.chunks.get(at) {
                Some(c) if rest.iter().any(|p| s.toks[c.first].lower == *p) => return true,
                Some(c) if matches!(c.kind, Kind::Prep | Kind::Np(_)) => at += 1,
                _ => return false,
            }
        }
        false
    }

    /// The first phrase after a verb, which is its object.
    fn first_object(&self, mut chunk: usize) -> Option<usize> {
        let s = self.clauses.s;
        loop {
            match s.chunks.get(chunk)?.kind {
                Kind::Np(np) => return Some(np),
                Kind::Adverb | Kind::Date => chunk += 1,
                Kind::That
                    if matches!(s.chunks.get(chunk + 1).map(|c| c.kind), Some(Kind::Np(_)))
                        && !self.verb_follows(chunk + 2) =>
                {
                    chunk += 1
                }
                _ => return None,
            }
        }
    }

    fn verb_follows(&self, chunk: usize) -> bool {
        matches!(
            self.clauses.s.chunks.get(chunk).map(|c| c.kind),
            Some(Kind::Vg(_))
        )
    }

    /// Among a verb's objects the one that is of the theme.
    fn object_phrase(&self, chunk: usize, theme: &Theme) -> Option<usize> {
        let s = self.clauses.s;
        let mut np = self.first_object(chunk)?;
        for _ in 0..4 {
            if self.is_theme(np, theme) || self.is_own_of(np, theme) {
                return Some(np);
            }
            if let Some(inner) = self
                .through_of(np)
                .filter(|&inner| self.is_theme(inner, theme))
            {
                return Some(inner);
            }
            let next = s.nps[np].chunk + 1;
            np = match (
                s.chunks.get(next)?.kind,
                s.chunks.get(next + 1).map(|c| c.kind),
            ) {
                (Kind::And | Kind::Comma, Some(Kind::Np(other))) => other,
                (Kind::Np(other), _) => other,
                (Kind::Comma, Some(Kind::And)) => s.np_at(next + 2)?,
                _ => return None,
            };
        }
        None
    }

    /// The chunk at which a list of things ends: "an arms embargo, asset freezes and travel bans".
    fn past_list(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        let mut end = chunk;
        loop {
            let mut next = end + 1;
            while s
                .chunks
                .get(next)
                .is_some_and(|c| matches!(c.kind, Kind::Comma | Kind::And))
                && next < end + 3
            {
                next += 1;
            }
            let thing = next > end + 1
                && s.np_at(next).is_some_and(|np| !self.clauses.is_party(np))
                && !matches!(s.chunks.get(next + 1).map(|c| c.kind), Some(Kind::Vg(_)));
            if !thing {
                return end;
            }
            end = next;
        }
    }

    /// "called home its own": what was spoken of just before, the ambassador or the embassy.
    fn is_own_of(&self, np: usize, theme: &Theme) -> bool {
        let s = self.clauses.s;
        let person_or_house = theme
            .heads
            .iter()
            .any(|h| matches!(h.as_str(), "ambassador" | "embassy" | "consulate"));
        s.nps[np].pronoun_owner
            && s.head(np) == "own"
            && person_or_house
            && !self.siblings.borrow().is_empty()
    }

    /// "four Russians", "23 of them", "three": a number of persons, whose nation is named or was said before.
    fn nationals(&self, chunk: usize) -> Option<usize> {
        let np = self.first_object(chunk)?;
        self.are_nationals(np).then_some(np)
    }

    fn are_nationals(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let counted = (phrase.first..=phrase.last).any(|k| {
            s.toks[k].tag == Tag::Number
                || matches!(s.toks[k].lower.as_str(), "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten" | "dozen" | "dozens")
        });
        let last = &s.toks[phrase.last];
        let nation = last.mention.is_some() && last.lower.ends_with('s');
        let bare = phrase.first == phrase.last;
        let named = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some());
        let official = named
            && matches!(
                last.lower.as_str(),
                "official" | "officials" | "staff" | "employees" | "personnel" | "mission"
            );
        official || (counted && (nation || bare))
    }

    /// "the last of its ties", "the level of relations": the phrase after "of".
    fn through_of(&self, np: usize) -> Option<usize> {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        let light = matches!(
            s.head(np),
            "all"
                | "last"
                | "rest"
                | "remainder"
                | "part"
                | "number"
                | "some"
                | "most"
                | "process"
                | "dozens"
                | "group"
                | "series"
                | "round"
                | "package"
                | "set"
                | "raft"
                | "range"
                | "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "kind"
                | "form"
                | "opening"
                | "pair"
                | "both"
                | "handful"
                | "wave"
                | "restoration"
                | "resumption"
                | "whole"
                | "entirety"
                | "years"
                | "decades"
                | "months"
                | "century"
        );
        (light && s.chunks.get(c)?.kind == Kind::Prep && s.word_of(c) == "of")
            .then(|| s.np_at(c + 1))?
    }

    fn is_theme(&self, np: usize, theme: &Theme) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let word = |k: usize| s.toks[k].lower.as_str();
        let Some((first, last)) = self.theme_head(np, theme) else {
            return false;
        };
        let head = (first..=last).map(word).collect::<Vec<_>>().join(" ");
        let before: Vec<&str> = (phrase.first..first).map(word).collect();
        let stands = |list: &[String]| {
            list.iter().any(|m| {
                before.contains(&m.as_str()) || (m.contains(' ') && head.contains(m.as_str()))
            })
        };
        let but =
            stands(&theme.but) || (first < last && theme.but.iter().any(|m| word(first) == m));
        let sanctions_told = || {
            self.discourse.last_of.keys().any(|&a| {
                let moves = self.codebook.acts()[a].moves.as_ref();
                moves.is_some_and(|m| m.aspect == "sanctions")
            }) && theme.heads.iter().any(|h| h == "sanctions")
        };
        if theme.weak.contains(&head) && !but && !sanctions_told() && !self.of_mission(np) {
            return false;
        }
        if stands(&theme.not) && !but {
            return false;
        }
        if !(theme.need.is_empty()
            || stands(&theme.need)
            || theme.need.iter().any(|n| head.starts_with(n.as_str())))
        {
            return false;
        }
        if !theme.of.is_empty() {
            let c = phrase.chunk + 1;
            let of = s
                .chunks
                .get(c)
                .is_some_and(|k| k.kind == Kind::Prep && matches!(s.word_of(c), "of" | "at" | "in"))
                .then(|| s.np_at(c + 1))
                .flatten();
            let named =
                of.is_some_and(|of| theme.of.iter().any(|w| s.head(of).ends_with(w.as_str())));
            let inside = before
                .iter()
                .any(|b| theme.of.iter().any(|w| b == w) || *b == "diplomatic");
            return named || inside;
        }
        true
    }

    /// "58 staff members of the US Embassy": of a mission.
    fn of_mission(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let c = s.nps[np].chunk + 1;
        s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
            && matches!(s.word_of(c), "of" | "at" | "from")
            && s.np_at(c + 1).is_some_and(|of| {
                let phrase = &s.nps[of];
                (phrase.first..=phrase.last).any(|k| {
                    ["embassy", "mission", "consulate"]
                        .iter()
                        .any(|w| s.toks[k].lower.contains(w))
                })
            })
    }

    /// Tokens of the theme's head within a phrase: at its end, or before a person's name ("ambassador Juan Perez").
    fn theme_head(&self, np: usize, theme: &Theme) -> Option<(usize, usize)> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let end = if s.toks[phrase.last].tag == Tag::Mark {
            phrase.last.saturating_sub(1)
        } else {
            phrase.last
        };
        let mut best: Option<(usize, usize)> = None;
        for head in &theme.heads {
            let words: Vec<&str> = head.split(' ').collect();
            for last in (phrase.first..=end).rev() {
                // a token can be a whole phrase ("charge d'affaires")
                let joined: Vec<&str> = s.toks[phrase.first..=last]
                    .iter()
                    .flat_map(|t| t.lower.split(' '))
                    .collect();
                if !joined.ends_with(&words) {
                    continue;
                }
                let named = last < end && self.person_follows(last + 1, end);
                if last == end || named {
                    let mut first = last;
                    let mut length = s.toks[first].lower.split(' ').count();
                    while length < words.len() && first > phrase.first {
                        first -= 1;
                        length += s.toks[first].lower.split(' ').count();
                    }
                    if best.is_none_or(|(f, l)| last - first > l - f) {
                        best = Some((first, last));
                    }
                }
            }
        }
        best
    }

    fn person_follows(&self, from: usize, to: usize) -> bool {
        let s = self.clauses.s;
        (from..=to).all(|k| {
            matches!(s.toks[k].tag, Tag::Noun | Tag::Name)
                && s.toks[k].capital
                && s.toks[k].office.is_none()
                && s.toks[k].lower.len() > 1
        }) && to - from < 4
            && !(from..=to).any(|k| {
                s.toks[k].lower.ends_with("ing")
                    || matches!(
                        s.toks[k].lower.as_str(),
                        "staff"
                            | "compound"
                            | "building"
                            | "officials"
                            | "official"
                            | "bid"
                            | "talks"
                            | "nomination"
                            | "post"
                    )
            })
    }

    /// "them", "the two regions": what was recognised before.
    fn points_back(&self, np: usize) -> bool {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let definite = matches!(
            s.toks[phrase.first].lower.as_str(),
            "the" | "these" | "both" | "those" | "two"
        );
        let head = s.head(np);
        head == "them"
            || (definite && head == "two")
            || (definite
                && matches!(
                    head,
                    "territories"
                        | "regions"
                        | "republics"
                        | "entities"
                        | "statelets"
                        | "enclaves"
                        | "states"
                        | "countries"
                        | "provinces"
                ))
    }

    /// The entities of a verb's direct object.
    fn direct(&self, np: usize, wording: &Wording) -> Vec<Side> {
        let named_behind = {
            let s = self.clauses.s;
            let c = s.nps[np].chunk + 1;
            s.chunks.get(c).is_some_and(|k| k.kind == Kind::Prep)
                && matches!(s.word_of(c), "of" | "in")
        };
        if wording.direct.as_deref() == Some("object")
            && wording.object_kind.is_empty()
            && !named_behind
            && self.points_back(np)
        {
            return self.discourse.last_objects.clone();
        }
        let found = self.resolver.list(
            np,
            !wording.direct_owner && wording.complement.iter().any(|c| c.starts_with("as")),
        );
        let s = self.clauses.s;
        let found = if crate::clause::is_collective(s.head(np))
            && s.chunks.get(s.nps[np].chunk + 1).is_some_and(|c| {
                c.kind == Kind::Prep && s.toks[c.first].lower == "of"
            })
            && let Some(of) = s.np_at(s.nps[np].chunk + 2)
            && let sides = self.resolver.list(of, false)
            && !sides.is_empty()
        {
            // "the breakaway regions of South Ossetia and Abkhazia"
            sides
        } else {
            found
        };
        let none = Vec::new();
        let of_object = wording.direct.as_deref() == Some("object");
        let kinds = if of_object {
            &wording.object_kind
        } else {
            &none
        };
        let fits: Vec<Side> = found
            .into_iter()
            .filter(|s| kinds.is_empty() || self.resolver.is_kind(s.entity, kinds))
            .collect();
        if !fits.is_empty() || !wording.direct_owner {
            return fits;
        }
        match self.resolver.owners(np) {
            Owner::Sides(sides) => sides,
            _ => Vec::new(),
        }
    }

    fn fill_actor(
        &self,
        vg: usize,
        passive: bool,
        subject_is_theme: bool,
        wording: &Wording,
        roles: &mut Roles,
    ) {
        let s = self.clauses.s;
        let role = wording.subject.as_deref().unwrap_or("actor");
        if passive || subject_is_theme {
            let mut c = s.vgs[vg].chunk + 1;
            while c < s.chunks.len() {
                match s.chunks[c].kind {
                    Kind::Prep if s.word_of(c) == "by" => {
                        if let Some(np) = s.np_at(c + 1) {
                            roles.add(role, self.resolver.list(np, false));
                        }
                        return;
                    }
                    Kind::Prep
                        if matches!(s.word_of(c), "following" | "after" | "amid" | "over") =>
                    {
                        return;
                    }
                    Kind::Prep | Kind::Np(_) | Kind::Adverb | Kind::Date | Kind::Mark => c += 1,
                    _ => return,
                }
            }
            return;
        }
        if let Some(np) = self.clauses.subject(vg) {
            if role == "envoy" {
                roles.add(role, self.sent_by(np));
                return;
            }
            let sides = self.resolver.list(np, false);
            if let Some(joined) = self.joined(vg) {
                roles.add(role, self.resolver.list(joined, false));
            }
            roles.unresolved |= sides.is_empty();
            if sides.is_empty()
                && matches!(
                    s.head(np),
                    "move"
                        | "decision"
                        | "step"
                        | "announcement"
                        | "statement"
                        | "decree"
                        | "order"
                        | "agreement"
                        | "deal"
                )
                && let Owner::Sides(owners) = self.resolver.owners(np)
            {
                roles.add(role, owners);
            }
            roles.add(role, sides);
        }
    }

    /// "joined Bahrain and Egypt in cutting relations", "followed Mali in severing ties": who did it before.
    fn joined(&self, vg: usize) -> Option<usize> {
        let s = self.clauses.s;
        let chunk = s.vgs[vg].chunk;
        if s.vgs[vg].shape != VerbShape::Gerund
            || chunk < 3
            || s.chunks[chunk - 1].kind != Kind::Prep
            || s.word_of(chunk - 1) != "in"
        {
            return None;
        }
        let np = s.np_at(chunk - 2)?;
        let first = s.nps[self.clauses.lists[np][0]].chunk;
        let verb = s.vg_at(first.checked_sub(1)?)?;
        matches!(s.vgs[verb].lemma.as_str(), "join" | "follow").then_some(np)
    }

    /// Whose envoy a phrase names: "the new Cuban ambassador", "the ambassador of Cuba, Josefina Vidal".
    fn sent_by(&self, np: usize) -> Vec<Side> {
        let s = self.clauses.s;
        let envoy = |np: usize| {
            let phrase = &s.nps[np];
            (phrase.first..=phrase.last).any(|k| {
                ["ambassador", "envoy", "commissioner", "nuncio", "charge", "embassy", "mission"]
                    .iter()
                    .any(|w| s.toks[k].lower.contains(w))
            })
        };
        // "…, Josefina Vidal, presented": the name behind the office
        let before = s.nps[np]
            .chunk
            .checked_sub(2)
            .filter(|&c| s.chunks[c + 1].kind == Kind::Comma)
            .and_then(|c| (0..=c).rev().take(4).find_map(|c| s.np_at(c).filter(|&np| envoy(np))));
        [Some(np), before]
            .into_iter()
            .flatten()
            .filter(|&np| envoy(np))
            .find_map(|np| match self.resolver.owners(np) {
                Owner::Sides(sides) => Some(sides),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// Reads the prepositional phrases from a chunk on; hands back the last chunk that was used.
    fn fill_roles(&self, from: usize, wording: &Wording, roles: &mut Roles) -> usize {
        let s = self.clauses.s;
        let mut c = from;
        let mut used = from.saturating_sub(1);
        while c < s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Prep => {
                    let two = s
                        .chunks
                        .get(c + 1)
                        .filter(|n| n.kind == Kind::Prep)
                        .map(|_| format!("{} {}", s.word_of(c), s.word_of(c + 1)));
                    let (preposition, np_chunk) = match two {
                        Some(two) if wording.roles.contains_key(&two) => (two, c + 2),
                        Some(_) => (s.word_of(c + 1).to_owned(), c + 2),
                        None => (s.word_of(c).to_owned(), c + 1),
                    };
                    let Some(np) = s.np_at(np_chunk) else {
                        c += 1;
                        continue;
                    };
                    let end = s.nps[*self.clauses.lists[np].last().unwrap_or(&np)].chunk;
                    // "appointed ambassadors to each other's capitals"
                    if self.is_reciprocal(np) && roles.actors.len() > 1 {
                        roles.each_other = true;
                        c = end + 1;
                        used = end;
                        continue;
                    }
                    if let Some(role) = wording.roles.get(&preposition) {
                        let places = matches!(
                            preposition.as_str(),
                            "in" | "at" | "to" | "from" | "into" | "of" | "over"
                        ) && !(role == "object" && preposition == "of");
                        let np = self.through_of(np).unwrap_or(np);
                        let end = end.max(s.nps[np].chunk);
                        let mut sides = if role == "envoy" {
                            self.sent_by(np)
                        } else {
                            self.resolver.list(np, places)
                        };
                        if sides.is_empty()
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            let whole = matches!(act_reach(wording), Reach::Owner);
                            if whole {
                                sides = owners;
                            }
                        }
                        // "applied for European Union membership"
                        if sides.is_empty()
                            && role == "object"
                            && matches!(s.head(np), "membership" | "accession" | "admission")
                            && let Owner::Sides(owners) = self.resolver.owners(np)
                        {
                            sides = owners;
                        }
                        // "12 officials in Belarus": whose they are stands behind them
                        if sides.iter().all(|x| x.implicit)
                            && matches!(act_reach(wording), Reach::Owner)
                            && let behind = self.belonging_to(end)
                            && (sides.is_empty() || !behind.is_empty())
                        {
                            sides = behind;
                        }
                        // "in Kensington, west London"
                        if sides.is_empty()
                            && places
                            && s.chunks.get(end + 1).is_some_and(|k| k.kind == Kind::Comma)
                            && let Some(wider) = s.np_at(end + 2)
                        {
                            sides = self.resolver.list(wider, true);
                        }
                        let proper = s.toks[s.nps[np].last].capital;
                        if sides.is_empty()
                            && role != "none"
                            && (proper
                                || !matches!(
                                    preposition.as_str(),
                                    "for" | "in" | "at" | "from" | "of"
                                ))
                        {
                            roles.unresolved = true;
                        }
                        // "severed relations with the Gulf power": not the one that acts
                        if !sides.is_empty()
                            && sides.iter().all(|x| {
                                x.implicit && roles.actors.iter().any(|a| a.entity == x.entity)
                            })
                        {
                            let actors: Vec<_> = roles.actors.iter().map(|a| a.entity).collect();
                            if let Some(other) =
                                self.discourse
                                    .single(self.sentence, s.np_span(np).start, &actors)
                            {
                                sides = vec![self.implied(other)];
                            }
                        }
                        // "recalled their ambassadors to the Middle Eastern country": the one that was acted on before
                        if role == "recipient"
                            && sides.len() == 1
                            && sides[0].implicit
                            && let Some(before) = self.acted_on(&roles.actors)
                        {
                            sides = vec![before];
                        } else if role == "recipient"
                            && sides.len() == 1
                            && sides[0].implicit
                            && s.toks[s.nps[np].last].tag == Tag::Noun
                            && s.nps[np].last > s.nps[np].first + 1
                        {
                            // which "Southeast Asian nation" is meant is not told
                            sides.clear();
                        }
                        // "with Iran and with Iraq", but "with Iran in solidarity with Mali"
                        let joined = c > 0 && s.chunks[c - 1].kind == Kind::And;
                        let already = roles.has(role)
                            && role != "parties"
                            && !(preposition == "with" && joined);
                        if !already {
                            roles.add(role, sides);
                            used = end;
                        }
                    }
                    c = end.max(np_chunk) + 1;
                }
                Kind::Vg(v)
                    if s.vgs[v].lemma == "target"
                        && s.vgs[v].shape == VerbShape::Gerund
                        && wording.roles.contains_key("targeting") =>
                {
                    if let Some(np) = s.np_at(c + 1) {
                        let mut sides = self.resolver.list(np, false);
                        if let (true, Owner::Sides(owners)) =
                            (sides.is_empty(), self.resolver.owners(np))
                        {
                            sides = owners;
                        }
                        roles.add(&wording.roles["targeting"], sides);
                    }
                    return c + 1;
                }
                // "applied to join NATO"
                Kind::Vg(v)
                    if s.vgs[v].shape == VerbShape::Infinitive
                        && matches!(
                            s.vgs[v].lemma.as_str(),
                            "join" | "rejoin" | "enter" | "accede"
                        )
                        && wording.roles.get("to").is_some_and(|role| role == "object") =>
                {
                    let to = s.chunks.get(c + 1).is_some_and(|k| k.kind == Kind::Prep);
                    if let Some(np) = s.np_at(c + 1 + usize::from(to)) {
                        roles.add("object", self.resolver.list(np, false));
                    }
                    return c + 1;
                }
                Kind::Adverb | Kind::Date | Kind::Mark => c += 1,
                Kind::And if matches!(s.chunks.get(c + 1).map(|k| k.kind), Some(Kind::Prep)) => {
                    c += 1
                }
                Kind::And
                    if matches!(s.chunks.get(c + 1).map(|k| k.kind), Some(Kind::Np(_)))
                        && !matches!(s.chunks.get(c + 2).map(|k| k.kind), Some(Kind::Vg(_))) =>
                {
                    c += 2
                }
                Kind::Comma => match self.apposition_end(c) {
                    Some(end) => c = end + 1,
                    None => return used,
                },
                _ => return used,
            }
        }
        used
    }

    /// "the sanctions that it had imposed on Mali", "sanctions imposed on Iran in 2018": on whom, where the clause
    /// behind the theme tells it.
    fn sanctioned_in_clause(&self, theme: usize, wording: &Wording, roles: &mut Roles) {
        let s = self.clauses.s;
        let from = s.nps[theme].chunk + 1;
        for c in from..s.chunks.len().min(from + 6) {
            match s.chunks[c].kind {
                Kind::Vg(v) => {
                    let imposing = matches!(
                        s.vgs[v].lemma.as_str(),
                        "impose" | "slap" | "place" | "put" | "introduce" | "adopt" | "levy" | "apply" | "reimpose"
                    );
                    if imposing {
                        self.fill_roles(c + 1, wording, roles);
                    }
                    return;
                }
                Kind::Which | Kind::That | Kind::Np(_) | Kind::Adverb | Kind::Date => {}
                _ => return,
            }
        }
    }

    /// "two persons and three entities linked to Russia", "officials from Belarus": the state behind the phrase.
    fn belonging_to(&self, chunk: usize) -> Vec<Side> {
        let s = self.clauses.s;
        for c in chunk + 1..s.chunks.len().min(chunk + 8) {
            match s.chunks[c].kind {
                Kind::Vg(v) if s.vgs[v].lemma == "link" || s.vgs[v].lemma == "associate" => {}
                Kind::And | Kind::Adverb => {}
                Kind::Comma
                    if s.chunks.get(c + 1).is_some_and(|n| {
                        n.kind == Kind::Prep && matches!(s.word_of(c + 1), "among" | "including")
                    }) => {}
                Kind::Prep if matches!(s.word_of(c), "among" | "including") => {}
                Kind::Np(np) if matches!(s.word_of(c - 1), "among" | "including") => {
                    if let Owner::Sides(owners) = self.resolver.owners(np) {
                        return owners;
                    }
                }
                Kind::Np(np) if s.word_of(c) == "them" || s.np_at(c - 1).is_some() => {
                    if let Owner::Sides(owners) = self.resolver.owners(np) {
                        return owners;
                    }
                }
                Kind::Np(_) if c == chunk + 2 && s.chunks[c - 1].kind == Kind::And => {}
                Kind::Prep if matches!(s.word_of(c), "of" | "from" | "in" | "to" | "with") => {
                    if let Some(np) = s.np_at(c + 1) {
                        let sides = self.resolver.list(np, true);
                        if !sides.is_empty() {
                            return sides;
                        }
                        if let Owner::Sides(owners) = self.resolver.owners(np) {
                            return owners;
                        }
                    }
                    return Vec::new();
                }
                _ => return Vec::new(),
            }
        }
        Vec::new()
    }

    /// ", Juan Perez," after "its ambassador".
    fn apposition_end(&self, comma: usize) -> Option<usize> {
        let s = self.clauses.s;
        let np = s.np_at(comma + 1)?;
        (self.clauses.lists[np].len() == 1 && s.chunks.get(comma + 2)?.kind == Kind::Comma)
            .then_some(comma + 2)
    }

    /// "each other's diplomats", "embassies in each other's capitals".
    fn is_reciprocal(&self, np: usize) -> bool {
        let s = self.clauses.s;
        s.nps[np].owner.is_some_and(|(first, last)| {
            matches!(
                (s.toks[first].lower.as_str(), s.toks[last].lower.as_str()),
                ("each", "other") | ("one", "another")
            )
        })
    }

    fn fill_owner(&self, np: usize, wording: &Wording, roles: &mut Roles) -> Option<()> {
        let Some(role) = wording.owner.as_deref() else {
            return Some(());
        };
        if roles.actors.len() > 1 && self.is_reciprocal(np) {
            roles.each_other = true;
            return Some(());
        }
        let owner = self.resolver.owners(np);
        let sides = match owner {
            Owner::Nobody => return (!wording.needs_own).then_some(()),
            Owner::Pronoun => {
                if role == "recipient" && !wording.own {
                    // "expelled its ambassador": whose, the text said before
                    let at = self.clauses.s.np_span(np).start;
                    let actors: Vec<_> = roles.actors.iter().map(|a| a.entity).collect();
                    let found = self.discourse.single(self.sentence, at, &actors);
                    if let (Some((entity, span)), true) = (found, roles.recipients.is_empty()) {
                        let sector = self.gazetteer.entity(entity).sector.clone();
                        roles.recipients.push(Side {
                            entity,
                            sector,
                            span,
                            speaks: true,
                            implicit: true,
                        });
                    }
                }
                if role == "actor" && roles.actors.is_empty() && roles.unresolved {
                    return None;
                }
                if role == "actor" && roles.actors.is_empty() {
                    let at = self.clauses.s.np_span(np).start;
                    if let Some((entity, span)) = self.discourse.single(self.sentence, at, &[]) {
                        let sector = self.gazetteer.entity(entity).sector.clone();
                        roles.actors.push(Side {
                            entity,
                            sector,
                            span,
                            speaks: true,
                            implicit: true,
                        });
                    }
                }
                return Some(());
            }
            Owner::Sides(sides) => sides,
        };
        match role {
            "actor" => {
                if roles.actors.is_empty() {
                    roles.add("actor", sides);
                    return Some(());
                }
                let foreign: Vec<Side> = sides
                    .into_iter()
                    .filter(|s| !roles.actors.iter().any(|a| a.entity == s.entity))
                    .collect();
                if foreign.is_empty() {
                    return Some(());
                }
                // "the Tehran embassy" of one who acts elsewhere, or another's embassy
                match &wording.foreign {
                    // "Morocco closed Israel's liaison office": Israel's is closed, in Morocco
                    Some(role) if role == "actor" => {
                        roles.recipients = std::mem::replace(&mut roles.actors, foreign);
                        Some(())
                    }
                    Some(role) => {
                        if role == "recipient" {
                            roles.recipients.clear();
                        }
                        roles.add(role, foreign);
                        Some(())
                    }
                    None if roles.recipients.is_empty() && !wording.needs_own => {
                        roles.add("recipient", foreign);
                        Some(())
                    }
                    None => roles
                        .recipients
                        .iter()
                        .any(|r| foreign.iter().any(|f| f.entity == r.entity))
                        .then_some(()),
                }
            }
            // "EU sanctions against Zimbabwe were rolled over"
            "own" if roles.actors.is_empty() && wording.roles.contains_key("against") => {
                roles.add("actor", sides);
                Some(())
            }
            "own" | "none" => Some(()),
            role => {
                if role == "parties" || !roles.has(role) {
                    roles.add(role, sides);
                }
                Some(())
            }
        }
    }

    /// The chunk at which the clause that goes on from `chunk` ends.
    fn clause_end(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        (chunk..s.chunks.len())
            .find(|&c| match s.chunks[c].kind {
                Kind::Stop | Kind::Which | Kind::Sub => true,
                Kind::Vg(v) => s.vgs[v].shape == VerbShape::Finite,
                Kind::Comma => match s.chunks.get(c + 1).map(|n| n.kind) {
                    Some(Kind::Vg(v)) => s.vgs[v].shape != VerbShape::Infinitive,
                    Some(Kind::And | Kind::Which) => true,
                    _ => false,
                },
                _ => false,
            })
            .unwrap_or(s.chunks.len())
    }

    /// The chunk at which what can belong to the verb ends: the next finite verb, relative clause or stop.
    fn predicate_end(&self, chunk: usize) -> usize {
        let s = self.clauses.s;
        (chunk..s.chunks.len())
            .find(|&c| match s.chunks[c].kind {
                Kind::Stop | Kind::Which | Kind::Sub => true,
                Kind::Vg(v) => s.vgs[v].shape == VerbShape::Finite,
                _ => false,
            })
            .unwrap_or(s.chunks.len())
    }

    /// The lower-case words from a token to the end of the clause, each with a blank on either side.
    fn tail(&self, tok: usize, clause_end: usize) -> String {
        let s = self.clauses.s;
        let end = s.chunks.get(clause_end).map_or(s.toks.len(), |c| c.first);
        let words: Vec<&str> = s
            .toks
            .get(tok..end.max(tok).min(s.toks.len()))
            .unwrap_or_default()
            .iter()
            .map(|t| t.lower.as_str())
            .collect();
        format!(" {} ", words.join(" "))
    }

    /// Checks the complement; hands back how much more exact the reading is for it.
    fn complement(&self, wording: &Wording, tail: &str, roles: &mut Roles) -> Option<i32> {
        if wording
            .without
            .iter()
            .any(|phrase| tail.contains(&format!(" {phrase} ")))
        {
            return None;
        }
        if wording.complement.is_empty() {
            return Some(0);
        }
        if let Some(role) = &wording.complement_owner {
            let mut first = true;
            for np in 0..self.clauses.s.nps.len() {
                if self.clauses.s.governing_preposition(np) != Some("as") {
                    continue;
                }
                if !matches!(
                    self.clauses.s.head(np),
                    "capital" | "territory" | "land" | "soil"
                ) {
                    continue;
                }
                if let Owner::Sides(sides) = self.resolver.owners(np)
                    && std::mem::take(&mut first)
                {
                    roles.add(role, sides);
                }
            }
            return (!first).then_some(6);
        }
        let near: String = tail.split(' ').take(14).collect::<Vec<_>>().join(" ") + " ";
        let holds = wording.complement.iter().any(|phrase| {
            near.contains(&format!(" {phrase} "))
                || (phrase.starts_with("as ") && near.contains(&format!(" {phrase}")))
        });
        holds.then_some(6)
    }

    fn trigger(&self, first: usize, last: usize) -> Span {
        let s = self.clauses.s;
        let last = last.max(first).min(s.toks.len() - 1);
        s.toks[first].span.join(s.toks[last].span)
    }

    // ---------------------------------------------------------------------------------------------------- nouns

    fn noun_findings(&self, np: usize) -> Vec<Finding> {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let head = s.head(np);
        let Some(candidates) = self.index.nouns.get(head) else {
            return Vec::new();
        };
        candidates
            .iter()
            .filter_map(|(a, w)| {
                let act = &self.codebook.acts()[*a];
                self.match_noun(np, phrase.chunk, (*a, act), &act.wordings[*w])
            })
            .collect()
    }

    fn match_noun(
        &self,
        np: usize,
        chunk: usize,
        (act_at, act): (usize, &Act),
        wording: &Wording,
    ) -> Option<Finding> {
        let s = self.clauses.s;
        let phrase = s.nps[np].clone();
        let mut roles = Roles::default();
        let mut exact = 1;
        let before: Vec<&str> = (phrase.first..phrase.last)
            .map(|k| s.toks[k].lower.as_str())
            .collect();
        if !wording.needs_modifier.is_empty()
            && !wording
                .needs_modifier
                .iter()
                .any(|m| before.contains(&m.as_str()))
        {
            return None;
        }
        let of = (s
            .chunks
            .get(chunk + 1)
            .is_some_and(|c| c.kind == Kind::Prep)
            && matches!(s.word_of(chunk + 1), "of" | "in"))
        .then(|| s.np_at(chunk + 2))
        .flatten();
        let mut after = chunk + 1;
        let mut theme_np = None;
        if let Some(name) = &wording.theme {
            let theme = self.codebook.theme(name)?;
            match of.filter(|&of| self.is_theme(of, theme)) {
                Some(of) => {
                    theme_np = Some(of);
                    after = s.nps[of].chunk + 1;
                }
                None => {
                    // "embassy closure", "ambassador's recall"
                    let inside = theme.heads.iter().any(|h| {
                        before.join(" ").ends_with(h.as_str())
                            || before.join(" ").ends_with(&format!("{h} 's"))
                    });
                    if !inside {
                        return None;
                    }
                }
            }
            exact += 4;
        } else if let Some(role) = wording.direct.as_deref()
            && let Some(of) = of.filter(|&of| s.word_of(s.nps[of].chunk - 1) == "of")
        {
            let sides = self.direct(of, wording);
            if sides.is_empty() && !wording.object_kind.is_empty() {
                // "the departure of Niger from ECOWAS"
                roles.add("actor", self.resolver.list(of, false));
            }
            roles.add(role, sides);
            after = s.nps[*self.clauses.lists[of].last().unwrap_or(&of)].chunk + 1;
        }
        // who does it: "by X", the owner, or the subject of the verb whose object it is
        let by = self.by_phrase(chunk + 1);
        if let Some(np) = by {
            roles.add("actor", self.resolver.list(np, false));
        }
        let owners = match self.resolver_owner_before(np) {
            Owner::Sides(sides) => sides,
            Owner::Pronoun => self.pronoun_owner(np),
            Owner::Nobody => Vec::new(),
        };
        if !owners.is_empty() {
            let thing = wording.direct.as_deref().unwrap_or("recipient");
            if by.is_some() && !roles.has(thing) {
                roles.add(thing, owners);
            } else if by.is_none() {
                roles.add("actor", owners);
            }
        }
        self.fill_roles(after, wording, &mut roles);
        if theme_np.is_none() {
            self.fill_roles(chunk + 1, wording, &mut roles);
        }
        if let Some(theme) = theme_np {
            self.fill_owner(theme, wording, &mut roles)?;
        }
        let (force, presupposed, verb) = self.noun_force(np);
        // "reversed its recognition of the annexation" is no recognition
        let object = chunk.checked_sub(1).and_then(|c| s.vg_at(c));
        if object.is_some_and(|vg| undoes(&s.vgs[vg].lemma)) {
            return None;
        }
        // "Caracas ordered the withdrawal of Peruvian diplomats": no act of Peru's own
        if wording.own
            && !roles.actors.is_empty()
            && let Some(subject) = verb.and_then(|vg| self.clauses.subject(vg))
            && let sides = self.resolver.list(subject, false)
            && !sides.is_empty()
            && !sides
                .iter()
                .any(|x| roles.actors.iter().any(|a| a.entity == x.entity))
        {
            return None;
        }
        if roles.actors.is_empty()
            && roles.parties.is_empty()
            && let Some(vg) = verb.filter(|&vg| !self.clauses.s.vgs[vg].passive && !presupposed)
            && let Some(subject) = self.clauses.subject(vg)
        {
            roles.add("actor", self.resolver.list(subject, false));
        }
        let tail = self.tail(phrase.last + 1, self.clause_end(chunk + 1));
        exact += self.complement(wording, &tail, &mut roles)?;
        let trigger = self.trigger(phrase.last, theme_np.map_or(phrase.last, |t| s.nps[t].last));
        let last = self.clause_end(chunk + 1).saturating_sub(1);
        self.finish(
            act,
            wording,
            roles,
            Draft {
                force,
                trigger,
                chunks: (verb.map_or(chunk, |v| s.vgs[v].chunk.min(chunk)), last),
                verb,
                presupposed,
                exact: exact - 1,
                at: s.toks[phrase.first].span.start,
                act: act_at,
            },
        )
    }

    fn pronoun_owner(&self, np: usize) -> Vec<Side> {
        let s = self.clauses.s;
        let at = s.np_span(np).start;
        // "announced its recognition of": the subject of the verb
        let vg = self.clauses.verb_left(s.nps[np].chunk);
        if let Some(subject) = vg.and_then(|vg| self.clauses.subject(vg)) {
            let sides = self.resolver.list(subject, false);
            if !sides.is_empty() {
                return sides;
            }
        }
        match self.discourse.single(self.sentence, at, &[]) {
            Some((entity, span)) => vec![Side {
                entity,
                sector: self.gazetteer.entity(entity).sector.clone(),
                span,
                speaks: true,
                implicit: true,
            }],
            None => Vec::new(),
        }
    }

    fn by_phrase(&self, from: usize) -> Option<usize> {
        let s = self.clauses.s;
        let mut c = from;
        while c < s.chunks.len() {
            match s.chunks[c].kind {
                Kind::Prep if s.word_of(c) == "by" => return s.np_at(c + 1),
                Kind::Prep | Kind::Np(_) | Kind::Adverb | Kind::Date | Kind::And | Kind::Mark => {
                    c += 1
                }
                _ => return None,
            }
        }
        None
    }

    /// The owner named before the head, without what "of" names.
    fn resolver_owner_before(&self, np: usize) -> Owner {
        let s = self.clauses.s;
        let phrase = &s.nps[np];
        let named = (phrase.first..phrase.last).any(|k| s.toks[k].mention.is_some())
            || phrase.owner.is_some()
            || phrase.pronoun_owner;
        if named {
            self.resolver.owners(np)
        } else {
            Owner::Nobody
        }
    }

    /// How far an act that a noun names is so, and through which verb.
    fn noun_force(&self, np: usize) -> (Force, bool, Option<usize>) {
        let s = self.clauses.s;
        let mut chunk = s.nps[np].chunk;
        // "announced on Tuesday the severance of …"
        while chunk > 1 && matches!(s.chunks[chunk - 1].kind, Kind::Date | Kind::Adverb) {
            chunk -= 1;
        }
        // "the expulsion of X and the withdrawal of Y": the second is governed as the first is
        if let Some(first) = self.first_of_nouns(chunk) {
            return self.noun_force(first);
        }
        let before = chunk.checked_sub(1).map(|c| s.chunks[c].kind);
        let first = s.toks[s.nps[np].first].lower.as_str();
        match before {
            Some(Kind::Vg(w)) => {
                let (force, presupposed) = self.object_force(w);
                let force = if first == "no" {
                    combine(force, Force::Negated)
                } else {
                    force
                };
                (force, presupposed, Some(w))
            }
            Some(Kind::Prep) if chunk >= 2 => match s.chunks[chunk - 2].kind {
                Kind::Np(noun) => {
                    let class = self.clauses.grammar.governing_noun(s.head(noun));
                    let verb = self.clauses.verb_left(s.nps[noun].chunk);
                    match class {
                        Some(Governs::Open) => (Force::Hypothetical, false, None),
                        Some(Governs::Ahead) => (Force::Future, false, None),
                        Some(Governs::Not) => (Force::Negated, false, None),
                        Some(_) => {
                            let (force, presupposed) =
                                verb.map_or((Force::Asserted, true), |w| self.object_force(w));
                            (force, presupposed, verb)
                        }
                        None => (Force::Asserted, true, verb),
                    }
                }
                Kind::Vg(w) => {
                    let (force, presupposed) = self.object_force(w);
                    (
                        force,
                        presupposed
                            || matches!(
                                s.word_of(chunk - 1),
                                "after" | "over" | "following" | "to"
                            ),
                        Some(w),
                    )
                }
                _ => (Force::Asserted, true, None),
            },
            _ => {
                // subject of a verb: "the recognition … is negligible", "the severance will take effect"
                let after = (chunk..s.chunks.len())
                    .find_map(|c| s.vg_at(c).filter(|&w| self.clauses.subject(w) == Some(np)));
                match after {
                    Some(w) => {
                        let force = self.clauses.force(w);
                        let lemma = s.vgs[w].lemma.as_str();
                        let happens = matches!(
                            lemma,
                            "come" | "follow" | "take" | "happen" | "occur" | "mark" | "end" | "be"
                        );
                        if happens && lemma != "be" {
                            (force, true, None)
                        } else {
                            (
                                if s.vgs[w].modal.is_some() {
                                    Force::Hypothetical
                                } else {
                                    Force::Asserted
                                },
                                true,
                                None,
                            )
                        }
                    }
                    None => (Force::Asserted, true, None),
                }
            }
        }
    }

    /// Of "the expulsion of X and the withdrawal of Y", at "the withdrawal": the phrase "the expulsion".
    fn first_of_nouns(&self, chunk: usize) -> Option<usize> {
        let s = self.clauses.s;
        if chunk == 0 || s.chunks[chunk - 1].kind != Kind::And {
            return None;
        }
        let mut c = chunk - 1;
        while c > 0 {
            c -= 1;
            match s.chunks[c].kind {
                Kind::Np(np) if self.index.nouns.contains_key(s.head(np)) => return Some(np),
                Kind::Np(_) | Kind::Prep | Kind::Date | Kind::Comma => {}
                _ => return None,
            }
        }
        None
    }

    fn object_force(&self, w: usize) -> (Force, bool) {
        let lemma = self.clauses.s.vgs[w].lemma.as_str();
        let own = self.clauses.force(w);
        match self.clauses.grammar.governor(lemma) {
            Some(Governs::Done) => (
                own,
                matches!(
                    lemma,
                    "follow"
                        | "see"
                        | "mark"
                        | "include"
                        | "use"
                        | "lead"
                        | "respond"
                        | "react"
                        | "retaliate"
                ),
            ),
            Some(Governs::Ahead) => (
                if own == Force::Negated {
                    Force::Negated
                } else {
                    Force::Future
                },
                false,
            ),
            Some(Governs::Open) => (
                if own == Force::Negated {
                    Force::Negated
                } else {
                    Force::Hypothetical
                },
                false,
            ),
            Some(Governs::Not) => (
                if own == Force::Negated {
                    Force::Hypothetical
                } else {
                    Force::Negated
                },
                false,
            ),
            Some(Governs::Tell) => (Force::Asserted, true),
            None => (own, true),
        }
    }

    // --------------------------------------------------------------------------------------------------- finish

    fn finish(
        &self,
        act: &Act,
        wording: &Wording,
        mut roles: Roles,
        draft: Draft,
    ) -> Option<Finding> {
        for side in roles.actors.iter_mut().chain(&mut roles.recipients) {
            self.as_state(side);
        }
        roles.actors.retain(|a| self.may_act(a, act, wording));
        if roles.actors.is_empty()
            && wording.host
            && !roles.unresolved
            && !roles.recipients.is_empty()
            && let Some(host) = self.host(&draft, &roles.recipients)
        {
            roles.actors.push(self.implied(host));
        }
        if act
            .moves
            .as_ref()
            .is_some_and(|m| m.aspect == "membership" && m.to.as_deref() == Some("actor"))
            && !roles.objects.is_empty()
        {
            // "the General Assembly suspended Libya's membership of the Human Rights Council": in that body
            roles.actors = std::mem::take(&mut roles.objects);
        }
        self.look_again(&mut roles, draft.at);
        if act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions") {
            self.sanctions_before(&mut roles, draft.verb);
        }
        let same = |a: &Side, list: &[Side]| list.iter().any(|s| s.entity == a.entity);
        let between_all = !roles.parties.is_empty() && roles.actors.is_empty();
        if !roles.parties.is_empty() {
            let parties = std::mem::take(&mut roles.parties);
            if roles.actors.is_empty() {
                roles.actors = parties;
            } else {
                let others: Vec<Side> = parties
                    .into_iter()
                    .filter(|p| !same(p, &roles.actors))
                    .collect();
                roles.add("recipient", others);
            }
        }
        let actors = roles.actors.clone();
        roles.recipients.retain(|r| !same(r, &actors));
        let crossed = actors.len() == 2
            && roles.objects.len() == 2
            && roles.objects.iter().all(|o| same(o, &actors));
        if !crossed {
            roles.objects.retain(|o| !same(o, &actors));
        }
        let moves = act.moves.is_some();
        if act.moves.as_ref().is_some_and(|m| m.aspect == "representation") {
            // "presented his letter of credence to the Taliban's acting prime minister"
            for recipient in &mut roles.recipients {
                let entity = self.gazetteer.entity(recipient.entity);
                let governs = entity.kind == legation_gazetteer::EntityKind::Group;
                let state = entity
                    .country
                    .as_deref()
                    .filter(|_| governs)
                    .and_then(|c| self.gazetteer.by_id(c));
                recipient.entity = state.unwrap_or(recipient.entity);
            }
        }
        if act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions") {
            // sanctions on a state's firm are sanctions on the state
            for recipient in &mut roles.recipients {
                let entity = self.gazetteer.entity(recipient.entity);
                let state = entity
                    .country
                    .as_deref()
                    .filter(|_| entity.sector == "BUS")
                    .and_then(|c| self.gazetteer.by_id(c));
                recipient.entity = state.unwrap_or(recipient.entity);
            }
        }
        if moves {
            let groups_too = act.moves.as_ref().is_some_and(|m| m.aspect == "sanctions");
            roles.recipients.retain(|r| {
                self.gazetteer.entity(r.entity).kind.is_polity()
                    || groups_too
                    || !wording.actor_kind.is_empty()
            });
        }
        if wording.object_kind.is_empty() {
            roles
                .objects
                .retain(|o| self.gazetteer.entity(o.entity).kind.is_polity());
        } else {
            roles
                .objects
                .retain(|o| self.resolver.is_kind(o.entity, &wording.object_kind));
        }
        if act.id == "recognize-government" {
            // a body that claims to govern stands for its state
            for object in &mut roles.objects {
                let state = self
                    .gazetteer
                    .entity(object.entity)
                    .country
                    .as_deref()
                    .and_then(|c| self.gazetteer.by_id(c));
                object.entity = state.unwrap_or(object.entity);
            }
        }
        let mut exact = draft.exact;
        if roles.actors.is_empty()
            && wording.partner
            && wording.mutual
            && roles.recipients.is_empty()
            && !roles.unresolved
            && let Some(pair) = self.discourse.pair(draft.at)
        {
            for (entity, span) in pair {
                let sector = self.gazetteer.entity(entity).sector.clone();
                roles.actors.push(Side {
                    entity,
                    sector,
                    span,
                    speaks: true,
                    implicit: true,
                });
            }
            exact -= 2;
        }
        if roles.actors.is_empty() {
            return None;
        }
        // three and more that name no other side do it to somebody else, or the text is about each pair of them
        let mutual = wording.mutual
            && (roles.actors.len() == 2 || (roles.actors.len() > 2 && between_all));
        if wording.partner
            && roles.recipients.is_empty()
            && !mutual
            && !wording
                .requires
                .iter()
                .any(|r| r == "recipient" && roles.unresolved)
        {
            if roles.unresolved {
                return None;
            }
            if !roles.each_other {
            let actor = roles.actors[0].entity;
            let (entity, span) = self.other_side(draft.act, actor, draft.at)?;
            if same(
                &Side {
                    entity,
                    sector: String::new(),
                    span,
                    speaks: true,
                    implicit: true,
                },
                &roles.actors,
            ) {
                return None;
            }
            let sector = self.gazetteer.entity(entity).sector.clone();
            roles.recipients.push(Side {
                entity,
                sector,
                span,
                speaks: true,
                implicit: true,
            });
            }
            exact -= 1;
        }
        let met = |role: &String| roles.has(role) || (role == "recipient" && roles.each_other);
        if !wording.requires.iter().all(met) {
            return None;
        }
        let needs_object = act
            .moves
            .as_ref()
            .is_some_and(|m| m.to.as_deref() == Some("object"))
            || wording.direct.as_deref() == Some("object");
        if needs_object && roles.objects.is_empty() {
            return None;
        }
        let needs_recipient =
            wording.direct.as_deref() == Some("recipient") && !wording.direct_optional;
        if needs_recipient && roles.recipients.is_empty() {
            return None;
        }
        if wording.mutual && moves && roles.recipients.is_empty() && !mutual {
            return None;
        }
        Some(Finding {
            act: draft.act,
            actors: roles.actors,
            recipients: roles.recipients,
            objects: roles.objects,
            force: draft.force,
            trigger: draft.trigger,
            chunks: draft.chunks,
            verb: draft.verb,
            presupposed: draft.presupposed,
            exactness: exact,
            each_other: roles.each_other,
        })
    }

    /// Who sanctions whom, where the text leaves out one of them and told of sanctions before.
    fn sanctions_before(&self, roles: &mut Roles, verb: Option<usize>) {
        let told = |acted: &&crate::party::Acted| acted.sentence <= self.sentence;
        let last = self
            .discourse
            .last_of
            .iter()
            .filter(|(act, _)| {
                let moves = self.codebook.acts()[**act].moves.as_ref();
                moves.is_some_and(|m| m.aspect == "sanctions")
            })
            .map(|(_, acted)| acted)
            .filter(told)
            .max_by_key(|acted| acted.sentence);
        let Some(last) = last else { return };
        let implicit = |sides: &[Side]| -> Vec<Side> {
            sides
                .iter()
                .map(|side| Side {
                    implicit: true,
                    ..side.clone()
                })
                .collect()
        };
        let passive = verb.is_some_and(|v| {
            let v = &self.clauses.s.vgs[v];
            v.passive || v.shape == VerbShape::Participle
        });
        if roles.actors.is_empty() && passive && !roles.unresolved {
            roles.actors = implicit(&last.actors);
        }
        let same_actor = roles
            .actors
            .iter()
            .all(|a| last.actors.iter().any(|b| a.entity == b.entity));
        if roles.recipients.is_empty() && !roles.actors.is_empty() && same_actor {
            roles.recipients = implicit(&last.recipients);
        }
    }

    /// A junta that governs acts for its state.
    fn as_state(&self, side: &mut Side) {
        let entity = self.gazetteer.entity(side.entity);
        let governs = entity.kind == legation_gazetteer::EntityKind::Group && entity.sector == "GOV";
        let state = entity
            .country
            .as_deref()
            .filter(|_| governs)
            .and_then(|c| self.gazetteer.by_id(c));
        if let Some(state) = state {
            side.entity = state;
            side.speaks = true;
        }
    }

    /// "the government was ending relations with Honduras": who is meant is not the other side that the text names.
    fn look_again(&self, roles: &mut Roles, at: usize) {
        let [actor] = roles.actors.as_slice() else {
            return;
        };
        let named: Vec<EntityRef> = roles
            .recipients
            .iter()
            .chain(&roles.objects)
            .filter(|x| !x.implicit)
            .map(|x| x.entity)
            .collect();
        if actor.implicit
            && named.contains(&actor.entity)
            && let Some(other) = self.discourse.single(self.sentence, at, &named)
        {
            roles.actors = vec![self.implied(other)];
        }
    }

    /// The other side of what `actor` does, where the text leaves it out: that of the actor's act before it in the
    /// sentence, that of the same act by another a little before, else the partner of the actor in the report.
    fn other_side(&self, act: usize, actor: EntityRef, at: usize) -> Option<(EntityRef, Span)> {
        let siblings = self.siblings.borrow();
        let own = siblings.iter().rev().find(|(_, by, _)| *by == actor);
        let same = siblings
            .iter()
            .rev()
            .find(|(other, _, to)| *other == act && to.entity != actor);
        // "Turkey recalled its ambassador to Israel, while Bolivia cut off relations"
        let any = siblings.iter().rev().find(|(_, _, to)| to.entity != actor);
        if let Some((_, _, to)) = own.or(same).or(any) {
            return Some((to.entity, to.span));
        }
        if let Some(last) = self.discourse.last_of.get(&act)
            && last.sentence + 2 >= self.sentence
            && last.recipients.len() == 1
            && last.recipients[0].entity != actor
            && !last.actors.iter().any(|a| a.entity == actor)
        {
            return Some((last.recipients[0].entity, last.recipients[0].span));
        }
        // "La Paz severed relations with Israel. Santiago recalled its ambassador."
        let just_now = self
            .discourse
            .last_of
            .values()
            .filter(|acted| acted.sentence + 1 == self.sentence && acted.recipients.len() == 1)
            .map(|acted| &acted.recipients[0])
            .find(|to| to.entity != actor);
        let known = self.discourse.last_pair.is_some_and(|(a, b)| a == actor || b == actor);
        if let Some(to) = just_now.filter(|_| !known) {
            return Some((to.entity, to.span));
        }
        self.discourse.partner(actor, self.sentence, at)
    }

    /// Who does what the text tells without saying who: of an act of a host the state where it happens.
    fn host(&self, draft: &Draft, recipients: &[Side]) -> Option<(EntityRef, Span)> {
        let s = self.clauses.s;
        let subject = draft
            .verb
            .and_then(|v| self.clauses.subject(v))
            .map_or(draft.chunks.0, |np| s.nps[np].chunk);
        let chunks = (draft.chunks.0.min(subject), draft.chunks.1);
        let other = |sides: Vec<Side>| {
            sides
                .into_iter()
                .find(|x| {
                    self.gazetteer.entity(x.entity).kind.is_polity()
                        && !recipients.iter().any(|r| r.entity == x.entity)
                })
                .map(|x| (x.entity, x.span))
        };
        for c in chunks.0..s.chunks.len() {
            // "was told to leave Kuwait"
            if s.vg_at(c).is_some_and(|v| s.vgs[v].lemma == "leave")
                && let Some(np) = s.np_at(c + 1)
                && let Some(found) = other(self.resolver.list(np, true))
            {
                return Some(found);
            }
            if c <= chunks.1
                && s.chunks[c].kind == Kind::Prep
                && matches!(s.word_of(c), "in" | "to" | "by" | "at")
                && let Some(np) = s.np_at(c + 1)
                && let Some(found) = other(self.resolver.list(np, true))
            {
                return Some(found);
            }
        }
        let recipient = recipients.first()?.entity;
        match self.discourse.last_pair {
            Some((a, b)) if a == recipient || b == recipient => {
                self.discourse.partner(recipient, self.sentence, usize::MAX)
            }
            _ => self.discourse.home().filter(|(e, _)| *e != recipient),
        }
    }

    /// The side to which the last act of the sentence, or of the one before it, was done by others than `actors`.
    fn acted_on(&self, actors: &[Side]) -> Option<Side> {
        let siblings = self.siblings.borrow();
        let last = siblings.last().map(|(_, _, to)| to.clone()).or_else(|| {
            self.discourse
                .last_of
                .values()
                .max_by_key(|acted| acted.sentence)
                .and_then(|acted| acted.recipients.first().cloned())
        })?;
        let other = !actors.iter().any(|a| a.entity == last.entity);
        other.then_some(Side {
            implicit: true,
            ..last
        })
    }

    fn implied(&self, (entity, span): (EntityRef, Span)) -> Side {
        Side {
            entity,
            sector: self.gazetteer.entity(entity).sector.clone(),
            span,
            speaks: true,
            implicit: true,
        }
    }

    fn may_act(&self, side: &Side, act: &Act, wording: &Wording) -> bool {
        let kind = self.gazetteer.entity(side.entity).kind;
        if !wording.actor_kind.is_empty() {
            return self.resolver.is_kind(side.entity, &wording.actor_kind);
        }
        if act.moves.is_none() {
            return true;
        }
        (side.speaks || act.id == "ratify-treaty") && (kind.is_polity() || kind == legation_gazetteer::EntityKind::Organisation)
    }
}

/// Whether the verb takes back what its object says was done.
fn undoes(lemma: &str) -> bool {
    matches!(
        lemma,
        "reverse"
            | "withdraw"
            | "revoke"
            | "rescind"
            | "cancel"
            | "annul"
            | "scrap"
            | "drop"
            | "abandon"
            | "overturn"
            | "suspend"
            | "freeze"
            | "retract"
            | "undo"
    )
}

struct Draft {
    force: Force,
    trigger: Span,
    chunks: (usize, usize),
    verb: Option<usize>,
    presupposed: bool,
    exact: i32,
    at: usize,
    /// The act's place in the codebook.
    act: usize,
}

enum Reach {
    Owner,
    Named,
}

/// Whether a role may be filled by the owner of what is named ("sanctions on Russian banks": Russia).
fn act_reach(wording: &Wording) -> Reach {
    let on = ["on", "upon", "against", "targeting"]
        .iter()
        .any(|p| wording.roles.contains_key(*p));
    if on || wording.direct_owner {
        Reach::Owner
    } else {
        Reach::Named
    }
}

/// Of several readings of the same words the most exact one of each aspect.
fn keep_most_exact(findings: &mut Vec<Finding>, codebook: &Codebook) {
    findings.sort_by_key(|f| std::cmp::Reverse(f.exactness));
    let family = |f: &Finding| {
        codebook.acts()[f.act]
            .moves
            .as_ref()
            .map_or("", |m| m.aspect.as_str())
            .to_owned()
    };
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings.drain(..) {
        let both = |k: &Finding| {
            let (a, b) = (&codebook.acts()[k.act], &codebook.acts()[finding.act]);
            let pair = (family(k), family(&finding));
            // "cut diplomatic and consular relations" is two acts; a switch of recognition too
            let house = |act: &Act| act.moves.as_ref().and_then(|m| m.of.clone());
            let houses = pair.0 == "representation"
                && pair.1 == "representation"
                && house(a) != house(b)
                && [house(a), house(b)].iter().all(|h| {
                    h.as_deref()
                        .is_some_and(|h| matches!(h, "embassy" | "consulate"))
                });
            // "closing the embassy and all consulates"
            houses
                || pair == ("diplomatic".to_owned(), "consular".to_owned())
                || pair == ("consular".to_owned(), "diplomatic".to_owned())
                || (pair.0 == "recognition"
                    && pair.1 == "recognition"
                    && a.id != b.id
                    && (a.id.starts_with("withdraw") || b.id.starts_with("withdraw"))
                    && k.objects.first().map(|o| o.entity)
                        != finding.objects.first().map(|o| o.entity))
        };
        if kept.is_empty() || (kept.iter().all(both) && !kept.iter().any(|k| k.act == finding.act))
        {
            kept.push(finding);
        }
    }
    *findings = kept;
}
