# Sofortchat: wo er angeboten wird, und was Ratsuchende jetzt sehen.
livechat-text = Wo Ratsuchende einen Chat beginnen können.
livechat-internal = Interner Sofortchat (Berater:invorschlag)
livechat-internal-text = Auf der Startseite steht „Chat starten“. Eine verfügbare Person wird vorgeschlagen.
livechat-centre-off = Der Sofortchat der Beratungsstelle ist aus. Diese Schalter wirken erst, wenn er an ist.
livechat-seen = Das sehen Ratsuchende jetzt
livechat-no-topics = Noch kein Fachbereich.
livechat-why = Warum: { $reason }
livechat-open = { $before ->
    [0] offen, niemand wartet
    [one] offen, eine Person wartet
   *[other] offen, { $before } Personen warten
}
livechat-full = voll
livechat-nobody = gerade niemand da
livechat-closed = geschlossen, öffnet { $opens }
livechat-not-possible = nicht möglich
livechat-hidden = wird nicht angeboten
livechat-why-hidden-topic = der Schalter dieses Fachbereichs ist aus
livechat-why-hidden-centre = der Sofortchat der Beratungsstelle ist aus
livechat-why-closed = es ist außerhalb der Öffnungszeiten
livechat-why-full = in der Reihe ist kein Platz mehr frei
livechat-why-nobody = diesem Fachbereich ist niemand zugeordnet
livechat-why-not-reachable = { $count ->
    [one] die einzige Berater:in ist „Nicht anwählbar“:
   *[other] alle { $count } Berater:innen sind „Nicht anwählbar“:
}
livechat-why-nobody-available = { $count ->
    [one] die einzige Berater:in ist nicht verfügbar
   *[other] keine der { $count } Berater:innen ist verfügbar
}
livechat-available = Verfügbar: { $names }
livechat-off = Nicht verfügbar: { $names }
livechat-paused = In einer Pause: { $names }
livechat-not-reachable = „Nicht anwählbar“: { $names }
livechat-others = { $count } weitere
