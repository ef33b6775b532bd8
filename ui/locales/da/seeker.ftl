# Siderne for rådsøgende. Rolige, korte, uden udråbstegn.
seeker-fallback-centre = Rådgivning
seeker-leave = Forlad siden nu
seeker-leave-hint = Eller tryk tre gange på Skift efter hinanden. Browserens historik bliver; den kan siden ikke slette.
seeker-leave-more = { $count ->
    [one] Tryk på Skift en gang til for at forlade siden.
   *[other] Tryk på Skift { $count } gange til for at forlade siden.
}
seeker-leave-now = Siden forlades.
seeker-danger = I fare?
seeker-danger-ambulance = Alarm 112
seeker-danger-talk = Telefonrådgivning 0800 111 0 111
seeker-privacy-line = Din samtale er krypteret. Du og de rådgivere, der deltager i den, kan læse den. { $readableHours } timer efter den er slut, slettes den på serveren og hos dem.
seeker-loading = Et øjeblik
seeker-loading-text = Siden gøres klar.
seeker-unreachable = Ingen forbindelse lige nu
seeker-unreachable-text = Rådgivningen kan ikke nås i øjeblikket. Siden prøver selv igen.
seeker-not-found = Her er ingen rådgivning
seeker-not-found-text = Der er ikke noget på denne adresse. Kontrollér, om den er skrevet rigtigt.
seeker-not-found-centre = Det rigtige link finder du på din rådgivnings hjemmeside. Hvis du gerne vil tale med nogen nu, finder du nedenfor numre, der svarer hele døgnet.
seeker-insecure = Her er en sikker chat ikke mulig
seeker-insecure-text = Siden er ikke åbnet over en sikker forbindelse (https), eller din browser er for gammel. Uden den kunne andre læse med, så her tilbyder vi ingen chat.
seeker-outdated = Siden er forældet
seeker-outdated-text = Indlæs siden igen. Det, du har skrevet, bliver bevaret.
seeker-reload = Indlæs igen
seeker-to-start = Til startsiden
seeker-start = Livechat
seeker-start-text = Hvad vil du tale om? Du er anonym.
seeker-topics = Emner
seeker-topic-text = Her skriver du med en person fra rådgivningen. Du er anonym og behøver ikke logge ind.
seeker-open = Der er nogen
seeker-open-place = { $before ->
    [0] Ingen venter før dig.
    [one] Én person venter før dig.
   *[other] { $before } personer venter før dig.
}
seeker-begin = Start chat
seeker-nobody = Lige nu er der ingen
seeker-nobody-text = Siden åbner af sig selv, så snart nogen har tid. Du kan bare lade den stå åben.
seeker-full = Der venter meget mange
seeker-full-text = Der er ingen ledig plads i køen. Siden åbner af sig selv, så snart der er en; du kan bare lade den stå åben.
seeker-closed = Lukket lige nu
seeker-closed-text = Livechatten åbner igen { $opens }.
seeker-not-possible = Ingen livechat for tiden
seeker-not-possible-text = Der er ingen livechat om dette emne i øjeblikket.
seeker-hidden = Her er ingen livechat
seeker-hidden-text = Rådgivningen tilbyder ikke livechat om dette emne på denne side.
seeker-consent = Før vi begynder
seeker-consent-anonymous = Du er anonym, så længe du ikke selv fortæller noget om dig. Vi spørger ikke om navn, mailadresse eller telefonnummer, og siden sætter ingen cookies. Den fjerner sted, tid og enhed fra fotos; det, der kan ses på dem, bliver.
seeker-consent-sealed = Det, du skriver, krypteres på din enhed. Du og de rådgivere, der deltager i denne chat, kan læse det. Serveren får det kun i krypteret form.
seeker-consent-gone = Når chatten er slut, kan du ikke længere åbne samtalen. Rådgiverne kan læse den i { $readableHours } timer endnu, så slettes den på serveren og hos dem. Det, nogen har gemt eller skrevet ud, bliver, og den krypterede udgave kan ligge længere i sikkerhedskopier af serveren.
seeker-consent-seen = Serveren ser, hvornår der skrives, hvor lang en besked er, og hvor mange filer der følger med. Den kender din internetadresse, mens du er forbundet. Af den gemmer den kun en værdi for dagen, som den ikke kan læses ud af, for at begrænse misbrug.
seeker-consent-law = Det bygger på dit samtykke. Du kan afslutte chatten når som helst og skal ikke sige hvorfor.
seeker-consent-confirm-text = Med »Bekræft« siger du, at du har læst dette og er enig.
seeker-confirm = Bekræft
seeker-cancel = Annuller
seeker-waiting = Du er i venterummet
seeker-you-are = Du er { $who }
seeker-waiting-text = Lad siden stå åben. Så snart nogen har tid, ser du en knap her og kan selv bestemme, om du vil tale.
seeker-waiting-nobody = Lige nu er der ikke længere nogen. Din plads bevares, hvis nogen kommer tilbage. Du kan vente videre eller komme igen senere.
seeker-waiting-closed = Åbningstiden er forbi. Din plads bevares, hvis nogen stadig finder tid. Du kan også komme igen senere.
seeker-waiting-long = Det tager længere tid i dag. Du kan vente videre. Hvis du vil tale med nogen med det samme: 0800 111 0 111, i nødstilfælde 112.
seeker-notice = Mens du venter
seeker-notice-sound = Afspil en lyd, så snart nogen har tid
seeker-notice-awake = Hold skærmen tændt
seeker-notice-silent = Din browser afspiller ingen lyd her. Kig på denne side en gang imellem.
seeker-notice-asleep = Din enhed holder ikke skærmen tændt, for eksempel for at spare strøm.
seeker-notice-phone = En låst telefon hører ingenting: Når skærmen er slukket, får denne side ikke at vide, at nogen har tid, og efter { $placeMinutes } minutter bliver din plads fri.
seeker-early = Du kan allerede skrive
seeker-early-text = Det bliver på din enhed og sendes først, når samtalen begynder, og du trykker på »Send«.
seeker-withdraw = Forlad venterummet
seeker-accepted = { $name } har tid til dig
seeker-accepted-text = Du bestemmer, om du vil tale nu. Før det kan ingen læse noget.
seeker-accepted-until = { $minutes ->
    [one] Svar venligst inden for det næste minut. Derefter bliver pladsen fri igen.
   *[other] Svar venligst inden for de næste { $minutes } minutter. Derefter bliver pladsen fri igen.
}
seeker-accepted-spoken = { $name } har tid til dig. Vælg »Chat nu« eller »Annuller«.
seeker-join = Chat nu
seeker-talk-with = Samtale med { $name }
seeker-counsellor-away = Forbindelsen til { $name } er afbrudt. Det, du skriver, kommer frem, så snart den er tilbage.
seeker-warning = { $minutes ->
    [one] Chatten slutter om et minut.
   *[other] Chatten slutter om { $minutes } minutter.
}
seeker-connected = Forbundet
seeker-connecting = Forbindelsen oprettes
seeker-offline = Ingen forbindelse. Det, du skriver, bevares og sendes, så snart forbindelsen er tilbage.
seeker-offline-waiting = Ingen forbindelse. Din plads bevares i { $placeMinutes } minutter; siden forbinder selv igen.
seeker-connect-now = Forbind nu
seeker-end = Afslut chat
seeker-end-ask = Vil du afslutte denne chat?
seeker-end-ask-text = { $name } får besked. Derefter kan du ikke længere åbne samtalen.
seeker-withdraw-ask = Vil du forlade venterummet?
seeker-withdraw-ask-text = Din plads bliver fri. Det, du allerede har skrevet, slettes.
seeker-stay = Bliv
seeker-over = Chatten er afsluttet.
seeker-over-withdrawn = Du har forladt venterummet.
seeker-over-withdrawn-text = Det, du har skrevet, er slettet. Du kan komme igen når som helst.
seeker-over-declined = Du har annulleret.
seeker-over-declined-text = Det er i orden. Du kan komme igen når som helst.
seeker-over-vanished = Din plads er blevet fri.
seeker-over-vanished-text = Forbindelsen var afbrudt for længe. Du kan stille dig i kø igen.
seeker-over-no-answer-text = Der kom ikke noget svar, så pladsen er fri igen. Du kan stille dig i kø igen.
seeker-over-seeker-gone-text = Forbindelsen var afbrudt for længe.
seeker-over-time-limit-text = Tiden for denne chat er gået.
seeker-over-by-counsellor-text = Rådgivningen har afsluttet chatten.
seeker-over-by-seeker-text = Du har afsluttet chatten.
seeker-over-closed-text = Rådgivningen har lukket henvendelsen.
seeker-over-moved-text = Din henvendelse bliver besvaret skriftligt.
seeker-over-unknown-text = Samtalen sluttede, mens denne side ikke var forbundet.
seeker-over-place-lost-text = Denne side var ikke forbundet for længe, eller henvendelsen blev lukket. Du kan stille dig i kø igen.
seeker-rejoin = Stil dig i kø igen
seeker-unsent = Skrevet og ikke sendt
seeker-unsent-copy = Kopiér teksten
seeker-unsent-copied = Kopieret
seeker-over-unsent = Samtalen kan ikke længere åbnes her. Det, der står ovenfor, bliver kun, til du forlader siden.
seeker-over-gone = Denne side har ikke længere gemt noget af det. Browserens historik viser stadig, at den var åben.
seeker-trouble-offline = Det lykkedes ikke, fordi der ingen forbindelse er. Prøv igen om lidt.
seeker-trouble-unavailable = Det lykkedes ikke lige nu. Prøv igen om et øjeblik.
seeker-trouble-too-many = Der kom meget mange henvendelser fra din forbindelse. Prøv igen om nogle minutter.
seeker-trouble-line-full = Der venter meget mange, så der er ingen ledig plads. Siden åbner af sig selv, så snart der er en.
seeker-trouble-not-admitted = Noget har lige ændret sig: En chat er ikke mulig i øjeblikket.
seeker-trouble-changed = Noget har lige ændret sig. Se, hvad siden tilbyder nu.
seeker-trouble-other = Det lykkedes ikke. Indlæs siden igen.
seeker-continue = Din samtale
seeker-continue-text = Der var en chat åben i denne fane. Du kan fortsætte den, så længe din plads holdes.
seeker-continue-here = Fortsæt samtalen
seeker-elsewhere = Chatten er åben i en anden fane
seeker-elsewhere-text = Den kan kun være åben i én fane. Hvis du fortsætter her, lukkes den dér.
seeker-elsewhere-unsent = Det, der står ovenfor, blev skrevet i denne fane og ikke sendt herfra. Den anden fane har det måske ikke.
seeker-elsewhere-here = Fortsæt her
