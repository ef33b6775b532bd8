# Medarbejdere.
people-invite = Invitér
people-invite-text = Derefter får du et link, som du giver til personen. Med det vælger personen sin adgangskode.
people-show = Vis
people-all = alle
people-active = aktive
people-invited = inviteret
people-deactivated = deaktiveret
people-found = { $count ->
    [0] ingen fundet
    [one] en person
   *[other] { $count } personer
}
people-more = Vis { $count } flere
people-not-reachable = Kan ikke vælges
people-chats = { $count ->
    [one] en chat
   *[other] { $count } chats samtidig
}
people-devices = { $count ->
    [0] ingen enhed logget ind
    [one] en enhed
   *[other] { $count } enheder
}
people-last-used = senest { $at }
people-last-used-long = Senest brugt: { $at }.
people-person = Person
people-name = Navn, som andre ser
people-name-wrong = Skriv et navn.
people-signs-in = Loginnavn: { $name }
people-sign-in-name = Loginnavn
people-sign-in-name-hint = Personen logger ind med det. Store og små bogstaver gør ingen forskel.
people-sign-in-name-wrong = Det kan ikke være et loginnavn.
people-capacity = Chats samtidig
people-capacity-hint = { $least } til { $most }
people-roles = Roller
people-no-roles = ingen rolle
people-role-counsellor = rådgiver
people-role-supervisor = Teamleder
people-role-admin = Admin
people-organisation = hele organisationen
people-counsels = Rådgiver i
people-supervises = Teamleder for
people-administers = Admin for
people-access = Adgang
people-access-active = Personen kan logge ind.
people-access-deactivated = Personen kan ikke logge ind.
people-access-invited = Personen har endnu ikke valgt en adgangskode. Linket gælder til { $until }.
people-access-no-link = Personen har endnu ikke valgt en adgangskode, og der er intet gyldigt link.
people-new-link = Nyt link
people-deactivate = Deaktivér
people-reset-factor = Nulstil den anden faktor
people-reset-factor-ask = Nulstil den anden faktor for { $name }?
people-reset-factor-text = { $name } logger derefter ind med adgangskoden alene; gendannelseskoderne gælder heller ikke længere. Vær sikker på, at det virkelig er { $name }, der beder om det.
people-own-access = Din egen adgangskode og anden faktor ændrer du i din profil under »Sikkerhed«.
people-has-factor = Logger ind med en anden faktor.
people-deactivate-ask = Deaktivér { $name }?
people-deactivate-text = { $name } logges ud på alle enheder og kan ikke længere logge ind. Tilgængeligheden slutter, og ingen tager sig så af igangværende chats. Navnet bliver stående i ændringsloggen. Du kan aktivere personen igen.
people-activate = Aktivér
people-changed = { $by } har ændret denne person i mellemtiden. Intet blev gjort; se efter, og prøv igen.
people-link = Link til { $name }
people-link-text = Giv { $name } dette link, helst personligt. Det virker en gang; tidligere links virker ikke længere. Når du lukker, vises det ikke her igen.
people-link-label = Link
people-link-until = Det gælder til { $until }.
people-link-copy = Kopiér
people-link-copied = Kopieret.
people-link-not-copied = Kopieringen lykkedes ikke. Markér linket, og kopiér det.
people-link-close = Luk
