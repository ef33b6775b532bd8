# Direkte chat: hvor den tilbydes, og hvad rådsøgende ser nu.
livechat-text = Hvor rådsøgende kan begynde en chat.
livechat-internal = Intern direkte chat (forslag om rådgiver)
livechat-internal-text = På startsiden står „Start chat“. En person, der er til rådighed, foreslås.
livechat-centre-off = Rådgivningsstedets direkte chat er slået fra. Disse kontakter virker først, når den er slået til.
livechat-seen = Det ser rådsøgende nu
livechat-no-topics = Intet emne endnu.
livechat-why = Hvorfor: { $reason }
livechat-open = { $before ->
    [0] åben, ingen venter
    [one] åben, en person venter
   *[other] åben, { $before } personer venter
}
livechat-full = fuld
livechat-nobody = ingen til stede lige nu
livechat-closed = lukket, åbner { $opens }
livechat-not-possible = ikke mulig
livechat-hidden = tilbydes ikke
livechat-why-hidden-topic = emnets kontakt er slået fra
livechat-why-hidden-centre = rådgivningsstedets direkte chat er slået fra
livechat-why-closed = det er uden for åbningstiden
livechat-why-full = der er ikke flere pladser i køen
livechat-why-nobody = ingen er tilknyttet emnet
livechat-why-not-reachable = { $count ->
    [one] den eneste rådgiver kan ikke vælges:
   *[other] alle { $count } rådgivere kan ikke vælges:
}
livechat-why-nobody-available = { $count ->
    [one] den eneste rådgiver er ikke til rådighed
   *[other] ingen af de { $count } rådgivere er til rådighed
}
livechat-available = Til rådighed: { $names }
livechat-off = Ikke til rådighed: { $names }
livechat-paused = Holder pause: { $names }
livechat-not-reachable = Kan ikke vælges: { $names }
livechat-others = { $count } andre
