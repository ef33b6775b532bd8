//! Shared beginnings of the scenarios.

use anyhow::Context as _;
use beistand_protocol::live::{Event, World};
use beistand_protocol::view::{ChatStateView, ChatView, SeekerStateView};
use beistand_runtime::Runtime;
use beistand_seal::ChatKeys;
use beistand_testkit::people::chat_in;
use beistand_testkit::{Counsellor, Seeker, TestServer, Wire, clock};

/// A server with Anna available.
pub struct OpenCentre {
    pub server: TestServer,
    pub runtime: Runtime,
    pub anna: Counsellor,
    pub anna_wire: Wire,
}

/// Anna has signed in and switched on.
pub async fn open_centre() -> anyhow::Result<OpenCentre> {
    on_duty_at(TestServer::start().await?).await
}

async fn on_duty_at(server: TestServer) -> anyhow::Result<OpenCentre> {
    let runtime = clock::runtime(&server.clock, 77);
    let anna = Counsellor::sign_in(&server.url(), &runtime, "anna").await?;
    let (mut anna_wire, _) = anna.connect().await?;
    anna.switch(true).await?;
    anna_wire.event(|e| matches!(e, Event::AvailabilityChanged { .. }).then_some(())).await?;
    Ok(OpenCentre { server, runtime, anna, anna_wire })
}

/// A seeker and Anna talking.
pub struct Talk {
    pub centre: OpenCentre,
    pub seeker: Seeker,
    pub seeker_wire: Wire,
    /// The chat's key as Anna's device opened it.
    pub keys: ChatKeys,
}

/// A request that was accepted and begun.
pub async fn talking() -> anyhow::Result<Talk> {
    talking_on(TestServer::start().await?).await
}

/// The same on a server that was started in its own way.
pub async fn talking_on(server: TestServer) -> anyhow::Result<Talk> {
    let mut centre = on_duty_at(server).await?;
    let seeker = Seeker::request(&centre.server.url(), &centre.runtime, "sucht")
        .await?
        .map_err(|p| anyhow::anyhow!("{p:?}"))?;
    let (mut seeker_wire, _) = seeker.connect().await?;
    let request = waiting(&mut centre.anna_wire).await?;
    assert_eq!(request.id, seeker.chat);
    centre.anna.accept(seeker.chat).await?.map_err(|p| anyhow::anyhow!("{p:?}"))?;
    let accepted = seeker_wire
        .event(|event| match event {
            Event::SeekerChatChanged { chat } if matches!(chat.state, SeekerStateView::Accepted { .. }) => {
                Some(chat)
            }
            _ => None,
        })
        .await?;
    seeker.begin(&accepted).await?.map_err(|p| anyhow::anyhow!("{p:?}"))?;
    let active = active(&mut centre.anna_wire).await?;
    let keys = centre.anna.open(&active)?;
    Ok(Talk { centre, seeker, seeker_wire, keys })
}

/// The next request that appears.
pub async fn waiting(wire: &mut Wire) -> anyhow::Result<ChatView> {
    wire.event(|event| match event {
        Event::ChatChanged { chat } if matches!(chat.state, ChatStateView::Waiting { .. }) => Some(chat),
        _ => None,
    })
    .await
    .context("no request appeared")
}

/// The next chat that becomes active.
pub async fn active(wire: &mut Wire) -> anyhow::Result<ChatView> {
    wire.event(|event| match event {
        Event::ChatChanged { chat } if matches!(chat.state, ChatStateView::Active { .. }) => Some(chat),
        _ => None,
    })
    .await
    .context("no chat became active")
}

/// The chat in a fresh snapshot.
pub async fn seen_by(counsellor: &Counsellor, chat: beistand_domain::ChatId) -> anyhow::Result<ChatView> {
    let (_, world): (Wire, World) = counsellor.connect().await?;
    chat_in(&world, chat)
}

/// Lets time go by while Anna's desk renews her lease.
pub async fn while_renewing(centre: &mut OpenCentre, seconds: u64) -> anyhow::Result<()> {
    for _ in 0..seconds.div_ceil(10) {
        centre.server.clock.advance(std::time::Duration::from_secs(10));
        centre.anna_wire.ask(beistand_protocol::live::ClientFrame::Renew).await?;
    }
    Ok(())
}
