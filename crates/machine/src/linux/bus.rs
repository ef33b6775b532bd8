//! What all watchers of a bus need.

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::names::BusName;
use zbus::{Connection, MatchRule, Message, MessageStream};

/// Signals of a service, whoever owns its name just now.
pub async fn signals(
    bus: &Connection,
    sender: &str,
    narrow: impl FnOnce(zbus::match_rule::Builder<'static>) -> zbus::match_rule::Builder<'static>,
) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(sender.to_owned());
    MessageStream::for_match_rule(narrow(rule).build()?, bus, None).await
}

/// The next signal; an error where the bus has gone.
pub async fn next(stream: &mut MessageStream) -> zbus::Result<Message> {
    let gone = || zbus::Error::from(std::io::Error::from(std::io::ErrorKind::ConnectionAborted));
    stream.next().await.ok_or_else(gone)?
}

/// The member of a signal; empty where it has none.
pub fn member(message: &Message) -> String {
    message.header().member().map(ToString::to_string).unwrap_or_default()
}

/// Whether a service is there. Asking a name that is not would start it.
pub async fn has_owner(bus: &Connection, name: &str) -> zbus::Result<bool> {
    let dbus = zbus::fdo::DBusProxy::new(bus).await?;
    Ok(dbus.name_has_owner(BusName::try_from(name)?).await?)
}

/// Does `work` while a service is there, again with each owner of its name. Ends only with the bus.
pub async fn while_owned(
    bus: &Connection,
    name: &str,
    work: impl AsyncFn() -> zbus::Result<()>,
) -> zbus::Result<()> {
    let owner = name.to_owned();
    let mut changes = signals(bus, "org.freedesktop.DBus", |rule| {
        rule.interface("org.freedesktop.DBus").member("NameOwnerChanged").arg(0, owner)
    })
    .await?;
    let mut there = has_owner(bus, name).await?;
    loop {
        let work = async {
            if !there {
                return std::future::pending().await;
            }
            if let Err(error) = work().await {
                tracing::info!(%error, "{name} is there, but not as expected");
            }
            // Not again before the name has another owner.
            std::future::pending::<()>().await;
        };
        tokio::select! {
            () = work => {}
            change = next(&mut changes) => {
                let (_, _, new): (String, String, String) = change?.body().deserialize()?;
                there = !new.is_empty();
            }
        }
    }
}

/// A property, if the service has it.
pub async fn property<T>(
    bus: &Connection,
    name: &str,
    path: &str,
    interface: &str,
    property: &str,
) -> Option<T>
where
    T: TryFrom<zbus::OwnedVariant>,
{
    let asked = ("org.freedesktop.DBus.Properties", "Get");
    let answer =
        bus.call_method(Some(name), path, Some(asked.0), asked.1, &(interface, property)).await.ok()?;
    let value: zbus::OwnedVariant = answer.body().deserialize().ok()?;
    T::try_from(value).ok()
}
