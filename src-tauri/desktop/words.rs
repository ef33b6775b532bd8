//! The words of tray and alerts, from the same Fluent files as the pages.

use beistand_app::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

const DE: &str = include_str!("../../ui/locales/de/desktop.ftl");
const EN: &str = include_str!("../../ui/locales/en/desktop.ftl");
const DA: &str = include_str!("../../ui/locales/da/desktop.ftl");

/// One language.
pub struct Words(FluentBundle<FluentResource>);

impl Words {
    /// A language, or the system's; German where that is none of ours.
    pub fn of(language: Option<Language>) -> Self {
        let language = language.unwrap_or_else(system_language);
        let (code, source) = source(language);
        // The plural rules follow the code; without it they are the default ones.
        let codes: Vec<LanguageIdentifier> = code.parse().into_iter().collect();
        let mut bundle = FluentBundle::new_concurrent(codes);
        // The marks around inserted words confuse notification servers.
        bundle.set_use_isolating(false);
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        // Two messages of the same name: a test finds them.
        let _ = bundle.add_resource(resource);
        Self(bundle)
    }

    /// A text without anything to insert.
    pub fn text(&self, key: &str) -> String {
        self.with(key, &FluentArgs::new())
    }

    /// A text with things to insert; the key itself where the text is missing.
    pub fn with(&self, key: &str, args: &FluentArgs) -> String {
        let Some(pattern) = self.0.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        self.0.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
    }
}

/// The system's language, or German where that is none of ours.
pub fn system_language() -> Language {
    of_system(sys_locale::get_locale().as_deref())
}

fn of_system(locale: Option<&str>) -> Language {
    match locale.and_then(|locale| locale.get(..2)).map(str::to_ascii_lowercase).as_deref() {
        Some("en") => Language::En,
        Some("da") => Language::Da,
        Some(_) | None => Language::De,
    }
}

fn source(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::De => ("de", DE),
        Language::En => ("en", EN),
        Language::Da => ("da", DA),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 33] = [
        "machine-why",
        "machine-running",
        "tray-breaks",
        "tray-break",
        "tray-phone",
        "tray-meeting",
        "tray-settings",
        "alert-later",
        "alert-runs-out-title",
        "alert-runs-out-body",
        "alert-availability-title",
        "alert-availability-body",
        "alert-session-title",
        "alert-session-body",
        "alert-test-title",
        "alert-test-body",
        "alert-heard",
        "tray-open",
        "tray-available",
        "tray-request",
        "tray-chat",
        "tray-chat-unread",
        "tray-mark",
        "tray-requests",
        "tray-state-off",
        "tray-state-on",
        "tray-state-paused",
        "tray-state-offline",
        "tray-state-busy",
        "tray-quit",
        "alert-request-title",
        "alert-accept",
        "alert-open",
    ];

    const WITH_ARGUMENTS: [&str; 4] =
        ["alert-request-body", "alert-message-title", "alert-message-body", "chat-window-title"];

    #[test]
    fn every_text_is_there_in_every_language() {
        for language in [Language::De, Language::En, Language::Da] {
            let words = Words::of(Some(language));
            for key in KEYS.iter().chain(&WITH_ARGUMENTS) {
                let text = words.with(key, &FluentArgs::from_iter([("count", 2), ("number", 1)]));
                assert_ne!(text, *key, "{language:?} has no {key}");
            }
        }
    }

    #[test]
    fn an_unknown_system_language_is_german() {
        assert_eq!(of_system(Some("en-GB")), Language::En);
        assert_eq!(of_system(Some("da_DK.UTF-8")), Language::Da);
        assert_eq!(of_system(Some("C")), Language::De);
        assert_eq!(of_system(None), Language::De);
    }

    #[test]
    fn a_request_names_its_topic_and_nobody() {
        let words = Words::of(Some(Language::De));
        assert_eq!(words.with("alert-request-body", &FluentArgs::from_iter([("topic", "Sucht")])), "Sucht");
    }
}
