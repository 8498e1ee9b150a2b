//! Moments.

use crate::i18n::{Messages, use_messages};
use crate::session::use_session;
use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

/// A moment, told from now: "3 minutes ago". The server, which does not know when the page
/// will be read, writes it in the time zone of the person's profile, or in UTC; the browser
/// tells it from its own clock, each minute anew. Older than a day it stays as written. The full
/// moment is its tooltip.
#[component]
pub fn RelativeTime(
    /// Which.
    moment: DateTime<Utc>,
) -> impl IntoView {
    let t = use_messages();
    let full = written(t, moment);
    let text = RwSignal::new(full.clone());
    #[cfg(feature = "hydrate")]
    keep_telling(t, moment, text);
    view! {
        <time datetime=moment.to_rfc3339_opts(SecondsFormat::Secs, true) title=full>
            {move || text.get()}
        </time>
    }
}

/// A moment in the time zone of the person's profile, or in UTC.
pub(crate) fn written(t: Messages, moment: DateTime<Utc>) -> String {
    let zone = use_session().viewer.and_then(|viewer| viewer.preferences.time_zone);
    let local = zone.and_then(|zone| Some((wall_clock(moment, &zone)?, zone)));
    match local {
        Some((local, zone)) => t.time_local(t.datetime(local), zone),
        None => t.time_utc(t.datetime(moment)),
    }
}

/// What clocks show in a time zone, as if it were UTC; none when there is no such zone.
#[cfg(feature = "ssr")]
fn wall_clock(moment: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
    services::people::wall_clock(moment, zone)
}

/// What clocks show in a time zone, as if it were UTC. The browser has a table of time zones of
/// its own; in Swedish it writes year, month, day, hour, minute and second in this order.
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
fn wall_clock(moment: DateTime<Utc>, zone: &str) -> Option<DateTime<Utc>> {
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970")]
    let date = js_sys::Date::new(&(moment.timestamp_millis() as f64).into());
    let text = String::from(date.to_locale_string("sv-SE", &options));
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|part| part.parse().ok());
    let mut next = || numbers.next().flatten();
    let (year, month, day): (u32, u32, u32) = (next()?, next()?, next()?);
    let day = chrono::NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(day.and_hms_opt(next()?, next()?, next()?)?.and_utc())
}

/// Nobody looks.
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn wall_clock(_: DateTime<Utc>, _: &str) -> Option<DateTime<Utc>> {
    None
}

#[cfg(feature = "hydrate")]
fn keep_telling(t: Messages, moment: DateTime<Utc>, text: RwSignal<String>) {
    Effect::new(move || {
        let tell = move || {
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
            let now = js_sys::Date::now() as i64;
            if let Some(ago) = told(t, now / 1_000 - moment.timestamp()) {
                text.try_set(ago);
            }
        };
        tell();
        if let Ok(timer) = set_interval_with_handle(tell, std::time::Duration::from_secs(60)) {
            on_cleanup(move || timer.clear());
        }
    });
}

/// How long ago that is; none for a day and more, and for the future.
#[cfg_attr(
    not(feature = "hydrate"),
    cfg_attr(not(test), expect(dead_code, reason = "browser only"))
)]
fn told(t: Messages, seconds: i64) -> Option<String> {
    match seconds {
        -60..60 => Some(t.time_now()),
        60..3_600 => Some(t.time_minutes(seconds / 60)),
        3_600..86_400 => Some(t.time_hours(seconds / 3_600)),
        _ => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::told;
    use crate::i18n::Messages;
    use domain::people::Language;

    #[test]
    fn moments_are_told_from_now_for_a_day() {
        let t = Messages::of(Language::En);
        for (seconds, text) in [
            (-3, Some("just now")),
            (59, Some("just now")),
            (60, Some("1 minute ago")),
            (3_599, Some("59 minutes ago")),
            (7_200, Some("2 hours ago")),
            (86_400, None),
            (-3_600, None),
        ] {
            assert_eq!(told(t, seconds).as_deref(), text, "{seconds}");
        }
    }
}
