//! The same thing told several times in one report is one event; and which event answers which.

use legation_text::{PartialDate, Precision};

use crate::coder::Told;
use crate::event::{Event, Modality, Party};

/// The days on which the news fell, as the first sentences of the report name them.
#[derive(Default)]
pub(crate) struct NewsDays {
    /// The sentence that tells the news first.
    pub lead: usize,
    /// The days shortly before the report, with the sentences that name them.
    pub recent: Vec<(usize, PartialDate)>,
    /// Of these, those that a relative clause names: "…, which withdrew its own on Monday".
    pub beside: Vec<(usize, PartialDate)>,
    /// Of a report dated by the month: the day that its first sentences name.
    pub of_month: Option<PartialDate>,
}

impl NewsDays {
    /// When news told without a date happened: an undated lead on the first day named after it, what is told later on
    /// the one day that the lead names.
    fn day_of(&self, told: &Told) -> Option<PartialDate> {
        if told.event.modality != Modality::Asserted {
            return None;
        }
        if told.event.sentence <= self.lead {
            let first = self.recent.first()?;
            return (first.0 <= self.lead + 2).then_some(first.1);
        }
        let mut lead = self.recent.iter().filter(|(s, _)| *s <= self.lead);
        if let (Some((_, day)), None) = (lead.next(), lead.next()) {
            return Some(*day);
        }
        // "Niger has broken off relations …, it said on Tuesday": the one day that the first sentences name
        let (_, day) = self.recent.first()?;
        let only = self.recent.iter().all(|(_, other)| other == day);
        (only && told.perfect && told.event.sentence == self.lead + 1).then_some(*day)
    }

    /// "… on Saturday after Washington expelled the envoy. The secretary of state made it known on Friday": the earlier
    /// day that the next sentences name.
    fn day_before(&self, told: &Told) -> Option<PartialDate> {
        let date = told.event.date.filter(|_| told.by_then)?;
        let next = told.event.sentence + 1..=told.event.sentence + 2;
        let earlier = |day: &PartialDate| day.last_day() < date.first_day();
        self.recent
            .iter()
            .find(|(s, _)| next.contains(s))
            .map(|(_, day)| *day)
            .filter(earlier)
    }
}

/// Merges the tellings and links causes; events in the order of the text.
pub(crate) fn events(
    mut told: Vec<Told>,
    today: Option<PartialDate>,
    mut news: NewsDays,
) -> Vec<Event> {
    // the day of an act that is told beside the news is not the day of the news
    let beside = std::mem::take(&mut news.beside);
    news.recent.retain(|day| {
        let own = |t: &Told| t.own_date && t.event.sentence == day.0 && t.event.date == Some(day.1);
        !(beside.contains(day) && told.iter().any(own))
    });
    for t in &mut told {
        if let Some(day) = news.day_before(t) {
            t.event.date = Some(day);
        }
        let undated = t.default_date && !t.presupposed && t.event.date == today;
        if let Some(day) = news.day_of(t).filter(|_| undated) {
            t.event.date = Some(day);
            t.event.date_precision = Some(Precision::Day);
        }
        let vague = t
            .event
            .date
            .is_some_and(|d| d.precision() != Precision::Day);
        if let (true, true, Some(day)) = (t.default_date && !t.presupposed, vague, news.of_month) {
            t.event.date = Some(day);
            t.event.date_precision = Some(Precision::Day);
        }
    }
    let mut kept: Vec<Told> = Vec::new();
    for t in told {
        match kept.iter_mut().find(|k| same(k, &t, &news)) {
            Some(k) => join(k, t),
            None => kept.push(t),
        }
    }
    drop_shadows(&mut kept);
    kept.sort_by_key(|t| (t.event.sentence, t.event.trigger.start));
    link_causes(&mut kept);
    kept.into_iter().map(|t| t.event).collect()
}

fn ids<'a>(parties: &'a [Party]) -> Vec<&'a str> {
    // A name that no gazetteer has is only itself.
    let id = |p: &'a Party| {
        if p.id.is_empty() {
            p.text.as_str()
        } else {
            p.id.as_str()
        }
    };
    let mut ids: Vec<&str> = parties.iter().map(id).collect();
    ids.sort_unstable();
    ids
}

fn sides(event: &Event) -> Vec<&str> {
    let mut all = [ids(&event.actor), ids(&event.recipient)].concat();
    all.sort_unstable();
    all
}

/// Whether two tellings are of one act among the same parties.
fn same_act(a: &Told, b: &Told) -> bool {
    if a.event.act != b.event.act || (a.event.act.is_none() && a.event.event != b.event.event) {
        return false;
    }
    let parties = if a.mutual {
        sides(&a.event) == sides(&b.event)
    } else {
        ids(&a.event.actor) == ids(&b.event.actor)
            && ids(&a.event.recipient) == ids(&b.event.recipient)
    };
    let (x, y) = (ids(&a.event.object), ids(&b.event.object));
    parties && (x.iter().all(|o| y.contains(o)) || y.iter().all(|o| x.contains(o)))
}

fn same(a: &Told, b: &Told, news: &NewsDays) -> bool {
    if !same_act(a, b) {
        return false;
    }
    // "Canada has closed its embassy in Iran. … It had closed it in 1980": the news is not what was long ago
    let is_news = |t: &Told| {
        t.event.modality == Modality::Asserted
            && t.default_date
            && !t.presupposed
            && (t.title || t.event.sentence <= news.lead + 1)
    };
    let long_ago = |t: &Told| t.event.modality == Modality::Historical && t.own_date;
    if (is_news(a) && long_ago(b)) || (is_news(b) && long_ago(a)) {
        return false;
    }
    let known = |t: &Told| t.event.date.filter(|_| t.own_date);
    // "announced further sanctions": not those that the report dates a week and more before
    let further = |t: &Told, other: &Told| {
        t.default_date
            && other.own_date
            && t.event.date.zip(other.event.date).is_some_and(|(a, b)| {
                a.first_day()
                    .since(b.last_day())
                    .is_ok_and(|span| span.get_days() >= 7)
            })
            && adds(&t.event)
    };
    if further(a, b) || further(b, a) {
        return false;
    }
    let dates = match (known(a), known(b)) {
        (Some(x), Some(y)) => x.agrees_with(y),
        _ => true,
    };
    let happened = |t: &Told| matches!(t.event.modality, Modality::Asserted | Modality::Historical);
    let modality = a.event.modality == b.event.modality
        || (happened(a) && happened(b) && !(a.own_date && b.own_date));
    dates && modality
}

/// Whether the words of an act say that it comes on top of another.
fn adds(event: &Event) -> bool {
    let start = event.trigger.start.saturating_sub(event.span.start);
    let end = event.trigger.end.saturating_sub(event.span.start);
    event.text.get(start..end).is_some_and(|words| {
        words.split_whitespace().any(|word| {
            matches!(
                word,
                "new" | "further" | "additional" | "fresh" | "another" | "more"
            )
        })
    })
}

fn join(k: &mut Told, t: Told) {
    let mut evidence = k.event.evidence.clone();
    evidence.extend(&t.event.evidence);
    evidence.sort_unstable();
    evidence.dedup();
    let dated = match (k.own_date, t.own_date) {
        (true, true) => k.event.date.zip(t.event.date).map(|(a, b)| a.sharpen(b)),
        (true, false) => k.event.date,
        (false, true) => t.event.date,
        (false, false) => match (k.event.date, t.event.date) {
            (Some(a), Some(b)) => Some(a.sharpen(b)),
            (a, b) => a.or(b),
        },
    };
    let modality = match (k.event.modality, t.event.modality) {
        (a, b) if a == b => a,
        // undated background and the news of it are one: the dated telling decides
        (a, b) => {
            if k.own_date {
                a
            } else if t.own_date {
                b
            } else {
                Modality::Asserted
            }
        }
    };
    let own_date = k.own_date || t.own_date;
    let default_date = k.default_date && t.default_date;
    let answers = k.answers || t.answers;
    let more = t.event.object.len() > k.event.object.len();
    if t.event.confidence > k.event.confidence + 0.001
        || (more && t.event.confidence >= k.event.confidence)
    {
        *k = t;
    }
    k.event.evidence = evidence;
    k.event.date = dated;
    k.event.date_precision = dated.map(PartialDate::precision);
    k.event.modality = modality;
    k.own_date = own_date;
    k.default_date = default_date;
    k.answers = answers;
}

/// A plan that the same report tells to be done is no second event; nor is a restoration also an establishment.
fn drop_shadows(kept: &mut Vec<Told>) {
    let mut drop = vec![false; kept.len()];
    for i in 0..kept.len() {
        for j in 0..kept.len() {
            if i == j {
                continue;
            }
            let (a, b) = (&kept[i], &kept[j]);
            let announced = a.event.modality == Modality::Future
                && a.title
                && b.event.modality == Modality::Asserted
                && same_act(a, b);
            let weaker = sides(&a.event) == sides(&b.event)
                && a.event.modality == b.event.modality
                && a.event.act.as_deref() == Some("establish-diplomatic-relations")
                && b.event.act.as_deref() == Some("restore-diplomatic-relations")
                && a.event.sentence == b.event.sentence;
            // an order is ahead by one wording, asked for by another
            let twice = a.event.modality == Modality::Hypothetical
                && b.event.modality == Modality::Future
                && a.event.sentence == b.event.sentence
                && same_act(a, b);
            drop[i] |= announced || weaker || twice;
        }
    }
    let mut i = 0;
    kept.retain(|_| {
        i += 1;
        !drop[i - 1]
    });
}

/// An event that is told as an answer answers the last event before it that another did, best one of its recipient's.
fn link_causes(kept: &mut [Told]) {
    for i in 0..kept.len() {
        if !kept[i].answers {
            continue;
        }
        let recipients = ids(&kept[i].event.recipient)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let actors = ids(&kept[i].event.actor)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        let others = |j: &usize| {
            let e = &kept[*j].event;
            *j != i
                && e.modality != Modality::Negated
                && !e.actor.iter().any(|a| actors.contains(&a.id))
        };
        let here = kept[i].event.sentence;
        let near = |j: &usize| kept[*j].event.sentence <= here;
        let theirs = |j: &usize| {
            kept[*j]
                .event
                .actor
                .iter()
                .any(|a| recipients.contains(&a.id))
        };
        let strong = |j: &usize| {
            kept[*j]
                .event
                .act
                .as_deref()
                .is_some_and(|a| !matches!(a, "appeal" | "welcome" | "support"))
        };
        let cause = (0..kept.len())
            .rev()
            .filter(|j| others(j) && near(j) && strong(j))
            .find(theirs)
            .or_else(|| {
                (0..kept.len())
                    .filter(|j| others(j) && strong(j))
                    .find(theirs)
            });
        if let Some(j) = cause {
            let id = kept[j].event.id.clone();
            kept[i].event.cause = Some(id);
        }
    }
}
