# Emner.
topics-new = Nyt emne
topics-new-text = Rådsøgende ser det først, når du slår dets direkte chat til.
topics-none = Intet emne endnu
topics-none-text = Et emne er noget, rådsøgende kan begynde en chat om, med dem, der rådgiver om det.
topics-shared-tag = flere rådgivningssteder
topics-shared = Flere rådgivningssteder tilbyder dette emne. Det, du ændrer her, gælder for dem alle.
topics-shared-readonly = Flere rådgivningssteder tilbyder dette emne. Kun den, der administrerer organisationen, kan ændre det.
topics-members-count = { $count ->
    [0] ingen tilknyttet
    [one] en person
   *[other] { $count } personer
}
topics-live-on = direkte chat til
topics-live-off = direkte chat fra
topics-general = Navn og personer
topics-name = Emnets navn
topics-name-wrong = Skriv et navn.
topics-slug = Adresse
topics-slug-hint = Emnet findes på { $address }. Små bogstaver, tal og bindestreger.
topics-slug-taken = Der findes allerede et emne på denne adresse.
topics-slug-wrong = Det kan ikke være en adresse. Små bogstaver, tal og bindestreger.
topics-members = Hvem rådgiver
topics-hours = Åbningstider
topics-hours-always = døgnet rundt
topics-hours-always-text = Uden tider er live-chatten åben døgnet rundt.
topics-hours-drag = Træk på et tomt sted for at tilføje en tid, eller træk i en tid for at ændre den. Nedenfor kan du skrive det samme.
topics-hours-closed = ingen tid
topics-hours-from = { $day }, tid { $number }, fra
topics-hours-until = { $day }, tid { $number }, til
topics-hours-remove = { $day }, fjern tid { $number }
topics-hours-add = { $day }: tilføj en tid
topics-hours-order = Slutningen ligger før begyndelsen.
topics-hours-overlap = Denne tid overlapper en anden.
topics-hours-wrong = Åbningstiderne blev ikke gemt: Tider på samme dag må ikke overlappe.
topics-zone = Tidszone
topics-mode = Hvordan henvendelser når rådgiverne
topics-mode-pool = Pulje
topics-mode-pool-text = Alle, der er til rådighed, ser henvendelsen; den, der først accepterer, fører chatten.
topics-mode-offer = Tilbud
topics-mode-offer-text = Henvendelsen tilbydes en person ad gangen, først den, der har været ledig længst.
topics-mode-suggest = Forslag
topics-mode-suggest-text = Startsiden foreslår en person.
topics-times = Tider
topics-times-text = I minutter. De gælder for chats, der begynder bagefter.
topics-minutes = { $least } til { $most } minutter
topics-out-of-bounds = Skriv et tal fra { $least } til { $most }.
topics-times-wrong = Tiderne blev ikke gemt. Kontrollér tallene.
topics-chat-minutes = En chats længste varighed
topics-away-minutes = Plads beholdes uden forbindelse
topics-answer-minutes = Tid til at svare efter accept
topics-gone-minutes = Chat venter på en rådsøgende uden forbindelse
topics-offer-written-minutes = Skriftlig vej tilbydes efter
topics-warnings = Varsler før slutningen
topics-warning-first = Første varsel før slutningen
topics-warning-second = Andet varsel før slutningen
topics-warning-order = Det første varsel kommer før det andet, og begge i chatten.
