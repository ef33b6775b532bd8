# Ændringslog.
audit-none = Intet ændret endnu
audit-none-text = Her står, hvem der har indstillet hvad og hvornår. Indhold fra chats står her aldrig.
audit-filter = Hvad der er sket
audit-all = alt
audit-count = { $count ->
    [one] en post
   *[other] { $count } poster
}
audit-when = Tid
audit-who = Hvem
audit-what = Hvad
audit-changes = Før → efter
audit-change = { $field }: { $before } → { $after }
audit-older = Indlæs ældre
audit-nothing = intet
audit-name = Navn
audit-reachable = Kan vælges
audit-operator = Serverens drift
audit-server = Server
audit-organisation-added = Organisation oprettet
audit-centre-added = Rådgivningssted oprettet
audit-topic-offered = Emne oprettet
audit-topic-changed = Emne ændret
audit-live-chat-changed = Direkte chat ændret
audit-member-added = Person tilknyttet
audit-member-removed = Tilknytning afsluttet
audit-person-added = Person inviteret
audit-person-changed = Person ændret
audit-password-link-made = Link til adgangskode oprettet
audit-password-set = Adgangskode sat
audit-second-factor-set = Anden faktor sat op
audit-second-factor-removed = Anden faktor fjernet
audit-second-factor-reset = Anden faktor nulstillet
audit-recovery-codes-made = Gendannelseskoder fornyet
audit-recovery-code-used = Gendannelseskode brugt
audit-sessions-ended = Logins afsluttet
audit-clock-accepted = Ur bekræftet
