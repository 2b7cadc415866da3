//! What is told of one by way of another: "followed suit", "without breaking consular relations".

use super::*;

impl Pass<'_> {
    /// "severed diplomatic relations … without breaking consular relations": the consular ones are kept.
    pub(super) fn kept_consular(&self, findings: &[Finding], clauses: &Clauses) -> Vec<Finding> {
        let acts = self.coder.codebook.acts();
        let Some(keep) = acts.iter().position(|a| a.id == "keep-consular-relations") else {
            return Vec::new();
        };
        let by_id = |f: &Finding, id: &str| acts[f.act].id == id;
        findings
            .iter()
            .filter(|f| {
                f.force == Force::Negated
                    && (by_id(f, "sever-consular-relations")
                        || by_id(f, "suspend-consular-relations"))
            })
            .filter_map(|f| {
                let severed = findings.iter().find(|o| {
                    by_id(o, "sever-diplomatic-relations")
                        && matches!(o.force, Force::Asserted | Force::Future)
                })?;
                let without = f.verb.is_some_and(|v| {
                    let c = clauses.s.vgs[v].chunk;
                    c > 0
                        && clauses.s.chunks[c - 1].kind == Kind::Prep
                        && clauses.s.word_of(c - 1) == "without"
                });
                without.then(|| Finding {
                    act: keep,
                    force: severed.force,
                    recipients: severed.recipients.clone(),
                    actors: severed.actors.clone(),
                    ..f.clone()
                })
            })
            .collect()
    }

    /// "Bahrain and Sudan followed suit", "Qatar did likewise": who does as was done before.
    pub(super) fn likewise(&self, s: usize, clauses: &Clauses) -> Vec<(Vec<Side>, usize)> {
        let structure = clauses.s;
        let resolver = self.resolver(s, clauses);
        let mut out = Vec::new();
        for v in 0..structure.vgs.len() {
            let vg = &structure.vgs[v];
            let next: Vec<&str> = structure.toks[vg.last + 1..]
                .iter()
                .take(3)
                .map(|t| t.lower.as_str())
                .collect();
            // "as did Canada"
            let inverted = vg.lemma == "do"
                && vg.chunk > 0
                && structure.word_of(vg.chunk - 1) == "as"
                && !vg.negated;
            if inverted && let Some(np) = structure.np_at(vg.chunk + 1) {
                out.push((resolver.list(np, false), vg.chunk));
                continue;
            }
            // "becoming the twelfth member of the Community to do so": told of the one who became it
            let behind_of = vg.chunk > 1
                && structure.np_at(vg.chunk - 1).is_some()
                && matches!(structure.word_of(vg.chunk - 2), "of" | "in");
            let one_to = vg.shape == VerbShape::Infinitive && behind_of;
            let same = match vg.lemma.as_str() {
                _ if one_to => false,
                // "followed suit", "France followed a few hours later"
                "follow" => {
                    next.first() == Some(&"suit")
                        || (!vg.passive
                            && structure
                                .chunks
                                .get(vg.chunk + 1)
                                .is_none_or(|c| matches!(c.kind, Kind::Date | Kind::Stop)))
                }
                "do" => matches!(
                    next.as_slice(),
                    ["likewise", ..] | ["so", ..] | ["the", "same", ..]
                ),
                "take" => matches!(
                    next.as_slice(),
                    [
                        "the",
                        "same" | "identical",
                        "step" | "decision" | "measure" | "action" | "course"
                    ] | ["similar", "action" | "steps" | "measures", ..]
                        | ["a", "similar", "step" | "decision" | "measure"]
                ),
                // "Senegal switched in 2005", "Kiribati had changed sides": from Taipei to Beijing, or back
                "switch" | "defect" => {
                    !vg.passive
                        && (matches!(
                            next.as_slice(),
                            ["sides" | "allegiance" | "over", ..] | ["to", "beijing" | "china", ..]
                        ) || structure.chunks.get(vg.chunk + 1).is_none_or(|c| {
                            matches!(c.kind, Kind::Date | Kind::Stop | Kind::Comma)
                        }))
                }
                "change" => matches!(next.as_slice(), ["sides", ..]),
                // "Washington responded in kind"
                "reciprocate" => !vg.passive,
                "respond" | "reply" | "retaliate" | "answer" => {
                    matches!(next.as_slice(), ["in", "kind", ..])
                }
                _ => false,
            };
            if same
                && clauses.force(v) == Force::Asserted
                && let Some(np) = clauses.subject(v)
            {
                out.push((resolver.list(np, false), vg.chunk));
            }
        }
        // "was the first to recognise it, followed by Switzerland"
        for c in 1..structure.chunks.len() {
            if let Some(np) = structure.np_at(c)
                && clauses.lists[np][0] == np
                && is_followed_by(clauses, c)
                && clauses.is_party(np)
            {
                out.extend(
                    clauses.lists[np].iter().map(|&member| {
                        (resolver.phrase(member, false), structure.nps[member].chunk)
                    }),
                );
            }
        }
        // "Nicaragua recognised them on September 3, and Venezuela on September 10"
        for c in 1..structure.chunks.len() {
            let Some(np) = structure.np_at(c).filter(|&np| clauses.is_party(np)) else {
                continue;
            };
            // "and Vietnam, once its chief adversary, in 1995"
            let put_in = structure
                .chunks
                .get(c + 1)
                .is_some_and(|k| k.kind == Kind::Comma);
            let closes = (c + 2..structure.chunks.len().min(c + 7))
                .take_while(|&k| !matches!(structure.chunks[k].kind, Kind::Vg(_) | Kind::Stop))
                .find(|&k| structure.chunks[k].kind == Kind::Comma)
                .filter(|_| put_in);
            let at = closes.unwrap_or(c);
            // "in December and Mauritania in August last year after coups"
            let ends = structure.chunks.get(at + 2).is_none_or(|k| {
                matches!(k.kind, Kind::Stop | Kind::Comma | Kind::And)
                    || (k.kind == Kind::Prep
                        && matches!(
                            structure.word_of(at + 2),
                            "after" | "over" | "following" | "amid" | "for"
                        ))
            });
            let dated = structure
                .chunks
                .get(at + 1)
                .is_some_and(|k| k.kind == Kind::Date);
            // "in 2017, and the Dominican Republic and El Salvador in 2018"
            let list = &clauses.lists[np];
            let (first, last) = (list[0], list[list.len() - 1]);
            let opens = structure.nps[first].chunk;
            if last != np || opens == 0 {
                continue;
            }
            // "in September, Venezuela in 2009 and Nauru in December"
            let listed = opens > 1
                && structure.chunks[opens - 1].kind == Kind::Comma
                && structure.chunks[opens - 2].kind == Kind::Date;
            let joined = structure.chunks[opens - 1].kind == Kind::And;
            let after_date = list.len() == 1 || self.follows_date(clauses, opens);
            if (joined || listed) && dated && ends && after_date {
                out.push((resolver.list(first, false), c));
            }
        }
        out
    }

    pub(super) fn resolver<'r, 'c, 's>(
        &'r self,
        s: usize,
        clauses: &'r Clauses<'c, 's>,
    ) -> Resolver<'r, 'c, 's> {
        Resolver {
            clauses,
            gazetteer: &self.coder.gazetteer,
            discourse: &self.discourse,
            sentence: s,
            between: std::cell::RefCell::new(None),
        }
    }

    /// Whether a time stands before this chunk, with no more than a comma and an "and" between.
    fn follows_date(&self, clauses: &Clauses, chunk: usize) -> bool {
        (0..chunk)
            .rev()
            .map(|c| clauses.s.chunks[c].kind)
            .find(|kind| !matches!(kind, Kind::Comma | Kind::And))
            == Some(Kind::Date)
    }

    /// "had done the same to Canada": to whom.
    fn done_the_same_to(&self, s: usize, clauses: &Clauses, chunk: usize) -> Vec<Side> {
        let structure = clauses.s;
        let to = (chunk + 1..structure.chunks.len().min(chunk + 4))
            .take_while(|&c| !matches!(structure.chunks[c].kind, Kind::Vg(_) | Kind::Stop))
            .find(|&c| {
                structure.chunks[c].kind == Kind::Prep
                    && matches!(structure.word_of(c), "to" | "with" | "for")
            });
        let whom = to
            .and_then(|c| structure.np_at(c + 1))
            .filter(|&np| clauses.is_party(np));
        whom.map(|np| self.resolver(s, clauses).list(np, false))
            .unwrap_or_default()
    }

    pub(super) fn tell_likewise(
        &mut self,
        s: usize,
        clauses: &Clauses,
        times: &[TimeExpression],
        sides: Vec<Side>,
        chunk: usize,
    ) {
        // "followed suit" may look back further than "did so", and that than "took the same step"
        let reach = match clauses
            .s
            .vg_at(chunk)
            .map(|v| clauses.s.vgs[v].lemma.as_str())
        {
            None => 0,
            Some("follow") => 3,
            Some("switch" | "defect" | "change") => 6,
            Some("do") => 1,
            _ => 1,
        };
        let from = clauses.s.toks[clauses.s.chunks[chunk].first].span.start;
        // "followed suit and severed its relations": what it was is told behind it
        let told_behind = self.told.iter().any(|t| {
            t.event.sentence == s
                && t.event.trigger.start > from
                && t.event.actor.iter().any(|p| {
                    sides
                        .iter()
                        .any(|side| self.coder.gazetteer.entity(side.entity).id == p.id)
                })
        });
        if told_behind {
            return;
        }
        let in_kind = clauses.s.vg_at(chunk).is_some_and(|v| {
            let lemma = clauses.s.vgs[v].lemma.as_str();
            matches!(
                lemma,
                "reciprocate" | "respond" | "reply" | "retaliate" | "answer"
            )
        });
        let switches = reach == 6;
        let to = self.done_the_same_to(s, clauses, chunk);
        let to_others = !to.is_empty() && !switches;
        let does = |t: &Told, side: &Side| {
            let id = &self.coder.gazetteer.entity(side.entity).id;
            t.event.actor.iter().any(|p| p.id == *id)
        };
        let models = self
            .told
            .iter()
            .rev()
            .take_while(|t| t.event.sentence + reach >= s)
            .filter(|t| t.event.trigger.start < from)
            .filter(|t| {
                // "Dominica severed relations in 2004 and St. Lucia did so in 1997"
                let here = t.event.sentence == s && t.event.modality == Modality::Historical;
                t.event.act.is_some() && (here || t.event.modality == Modality::Asserted)
            })
            .filter(|t| !switches || is_switch(&t.event))
            // nobody follows himself; "withdrew its envoy after they had recognised it. It has done the same with France": it
            .filter(|t| {
                let all = sides.iter().all(|side| does(t, side));
                !all || to_others
            })
            // in kind answers he to whom it was done
            .filter(|t| {
                !in_kind
                    || (!t.mutual
                        && sides.iter().all(|side| {
                            let id = &self.coder.gazetteer.entity(side.entity).id;
                            t.event.recipient.iter().any(|p| p.id == *id)
                        }))
            });
        let mut models: Vec<&Told> = models.collect();
        if to_others
            && models
                .iter()
                .any(|t| sides.iter().all(|side| does(t, side)))
        {
            models.retain(|t| sides.iter().all(|side| does(t, side)));
        }
        let mut models = models.into_iter();
        let Some(last) = models.next() else {
            return;
        };
        // of the several things that one sentence tells the first is the news: "severed ties and gave its diplomats a day"
        let actor = |t: &Told| t.event.actor.first().map(|p| p.id.clone());
        let model = models
            .take_while(|t| t.event.sentence == last.event.sentence && t.event.sentence < s)
            .take_while(|t| actor(t) == actor(last))
            .last()
            .unwrap_or(last);
        let (act, recipients, objects) = (
            model.event.act.clone(),
            if in_kind {
                model.event.actor.clone()
            } else {
                model.event.recipient.clone()
            },
            model.event.object.clone(),
        );
        let Some(act) = self
            .coder
            .codebook
            .acts()
            .iter()
            .position(|a| Some(&a.id) == act.as_ref())
        else {
            return;
        };
        let back = |parties: &[Party]| -> Vec<Side> {
            parties.iter().filter_map(|p| self.side_of(p)).collect()
        };
        let (mut recipients, mut objects) = (back(&recipients), back(&objects));
        // "switched to Beijing": away from Taipei
        if to_others {
            match recipients.is_empty() {
                true => objects = to,
                false => recipients = to,
            }
        }
        // "recognised Abkhazia on 18 September, and South Ossetia the following day": what else was recognised
        let disputed = |sides: &[Side]| {
            !sides.is_empty()
                && sides.iter().all(|side| {
                    self.coder.gazetteer.entity(side.entity).kind
                        == legation_gazetteer::EntityKind::Disputed
                })
        };
        let doers = back(&model.event.actor);
        let recognised_too =
            reach == 0 && disputed(&objects) && disputed(&sides) && !disputed(&doers);
        // "ECOWAS suspended Mali in May 2021, and Burkina Faso in January": whom else the organisation suspended
        let polities = |sides: &[Side]| {
            let kind = |side: &Side| self.coder.gazetteer.entity(side.entity).kind;
            !sides.is_empty() && sides.iter().all(|side| kind(side).is_polity())
        };
        let suspended_too =
            reach == 0 && polities(&recipients) && polities(&sides) && !polities(&doers);
        let sides = if recognised_too {
            objects = sides;
            doers
        } else if suspended_too {
            recipients = sides;
            doers
        } else {
            sides
        };
        // "Austria and Hungary did the same within the day", "followed suit within hours"
        let at_once = clauses.s.toks[clauses.s.chunks[chunk].last..]
            .windows(2)
            .take(6)
            .any(|two| {
                two[0].lower == "within"
                    && matches!(two[1].lower.as_str(), "hours" | "minutes" | "the" | "an")
            });
        let day = model
            .event
            .date
            .filter(|day| at_once && day.precision() == Precision::Day && !self.is_past(*day));
        let followed = is_followed_by(clauses, chunk);
        // "on June 8, followed by Switzerland": later that month, if the month is not over
        let later = model
            .event
            .date
            .filter(|day| {
                self.date
                    .is_some_and(|today| to_month(*day) == to_month(today))
            })
            .map(to_month);
        let structure = clauses.s;
        let trigger = structure.toks[structure.chunks[chunk].first]
            .span
            .join(structure.toks[structure.chunks[chunk].last].span);
        for actor in sides
            .into_iter()
            .filter(|a| a.speaks && !recipients.iter().any(|r| r.entity == a.entity))
        {
            let finding = Finding {
                act,
                actors: vec![actor],
                recipients: recipients.clone(),
                objects: objects.clone(),
                force: Force::Asserted,
                trigger,
                chunks: (chunk, structure.chunks.len() - 1),
                verb: structure.vg_at(chunk),
                presupposed: false,
                exactness: 2,
                sight: None,
                each_other: false,
            };
            if followed {
                let date = self.date_after(clauses, times, &finding).or(later);
                if date.is_some() {
                    self.tell_on(s, clauses, times, finding, date);
                }
                continue;
            }
            // "and Vietnam, once its chief adversary, in 1995"
            if reach == 0
                && let Some(own) = self.date_after(clauses, times, &finding)
            {
                self.tell_on(s, clauses, times, finding, Some(own));
                continue;
            }
            match (self.date_of(s, clauses, times, &finding), day) {
                (Dated::Unknown, Some(day)) => {
                    self.tell_on(s, clauses, times, finding, Some(day));
                }
                _ => self.tell(s, clauses, times, finding),
            }
        }
    }
}

/// Whether a state leaves Taipei with this: what "switched" means where no more is said.
fn is_switch(event: &Event) -> bool {
    event.act.as_deref() == Some("sever-diplomatic-relations")
        && event.recipient.iter().any(|p| p.id == "TWN")
}

/// Whether the chunk stands in the list of those by whom somebody is "followed".
fn is_followed_by(clauses: &Clauses, chunk: usize) -> bool {
    let s = clauses.s;
    let first = s.np_at(chunk).map(|np| s.nps[clauses.lists[np][0]].chunk);
    let verb = first
        .and_then(|c| c.checked_sub(2))
        .and_then(|c| s.vg_at(c).filter(|_| s.word_of(c + 1) == "by"));
    verb.is_some_and(|v| {
        let vg = &s.vgs[v];
        let participle = vg.shape == VerbShape::Participle || vg.passive;
        vg.lemma == "follow" && participle && !vg.negated && vg.modal.is_none()
    })
}
