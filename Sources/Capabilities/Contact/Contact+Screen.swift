import CapabilityKit

extension Contact {
    /// All that one screen shows, at one moment; everything in it has been decided and logged.
    struct Screen: Sendable {
        var look: Counter.Look
        var known: Known
        var suggestion: Suggestion?
        var prompts: [Prompt] = []
        var repeats = Repeats()
        var duplicates: [Duplicate] = []
        var script: ScriptFile.Script?
        var offers: [Offer] = []
        var scheme: GradeScheme
        var rulebook: Rulebook
        var roster: Roster
        var now: Timestamp
        var officer: Officer
        var token: String
        /// Random for each page, so that what its forms send has a name of its own.
        var nonce: String
        /// Whether this officer may be the second person.
        var supervises: Bool
        var stamp: LedgerStamp

        /// Whether it is pushed to a page whose script counts the seconds itself.
        var isPushed = false

        var incident: Incident? { look.incident }

        /// How long ago a moment was; nothing where the page counts.
        func age(since moment: Timestamp) -> String { isPushed ? "" : Contact.age(since: moment, at: now) }

        /// Something recognised in the log that a person may attach.
        struct Offer: Hashable, Sendable {
            var line: Int
            var recognised: Recognised
            /// Somebody who is known here and may be meant.
            var name: String?
            var key: String
            var part: Part
        }
    }
}

extension Contact.Counter {
    /// The screen from what the tables and the sources say now.
    func screen(_ look: Look, _ shown: Disclosure<Look>, token: String, nonce: String) async throws -> Contact.Screen {
        let known: Contact.Known =
            if let incident = look.incident { try await known(look.questions, about: incident) } else {
                Contact.Known()
            }
        var screen = Contact.Screen(
            look: look,
            known: known,
            scheme: look.incident?.scheme ?? scheme,
            rulebook: rulebook,
            roster: desk.roster,
            now: desk.clock(),
            officer: requester.officer,
            token: token,
            nonce: nonce,
            supervises: desk.offers(.superviseContact, to: requester),
            stamp: LedgerStamp(
                at: shown.at,
                entry: shown.entry,
                reference: look.incident?.number ?? requester.authority.reference
            )
        )
        guard let incident = look.incident else { return screen }
        let rules = rulebook.suggestions, scripts = rulebook.scripts
        let opened = incident.entries.first?.at ?? screen.now
        screen.repeats = Contact.repeats(of: Contact.named(in: incident), in: look.earlier)
        screen.duplicates = Contact.duplicates(of: incident, in: look.earlier, at: opened)
        screen.suggestion = Contact.suggestion(
            for: incident,
            by: rules,
            scripts: scripts,
            more: screen.repeats.victim.isEmpty ? [] : ["repeat.victim"]
        )
        screen.prompts = Contact.prompts(for: incident, at: screen.now, by: scripts.prompts)
        let signals = Contact.signals(of: incident, by: rules, scripts: scripts)
        screen.script = Contact.script(for: incident, signals: signals, by: scripts)
        screen.offers = Contact.offers(in: incident, known: known)
        return screen
    }

    /// Writes into the incident what warnings the sources hold of people tied to it, once each.
    ///
    /// They count for suggestions from then on, also where the answers themselves are no longer at hand.
    func warn(_ screen: Contact.Screen) async throws {
        guard let incident = screen.incident, ![.waiting, .closed].contains(incident.state), incident.owner == actor
        else { return }
        let codes = Set(screen.known.facts.map(\.code)).subtracting(incident.warnings).sorted()
        guard !codes.isEmpty else { return }
        _ = try await take(.warned(codes: codes), key: "warned \(codes.joined(separator: " "))", of: incident.number)
    }
}

extension Contact {
    /// What the log names and nobody has attached or declined, the newest line first.
    static func offers(in incident: Incident, known: Known) -> [Screen.Offer] {
        // A name that is attached as a name alone is offered once more when somebody is found who may be meant.
        let settled = incident.attachments.filter { $0.kind != .name || $0.key.contains("/") }.map(\.text)
        let done = Set(settled).union(incident.declined)
        let named = Set(incident.attachments.map(\.text))
        var seen: Set<String> = []
        var offers: [Screen.Offer] = []
        for line in incident.lines.reversed() {
            for one in recognise(line.text) where !done.contains(one.text) && seen.insert(one.key).inserted {
                if one.kind == .phone, one.key == incident.call?.numberKey { continue }
                var offer = Screen.Offer(line: line.place, recognised: one, key: one.key, part: .named)
                if one.kind == .name {
                    let words = one.key.split(separator: " ")
                    let person = known.people.first { person in
                        let name = nameKey(person.name).split(separator: " ")
                        return words.allSatisfy(name.contains)
                    }
                    if let person {
                        offer.name = person.name
                        offer.key = person.key
                    }
                    let before = incident.attachments.first { $0.text == one.text }
                    offer.part = before?.part ?? part(of: one.text, in: line.text)
                } else if [.address, .postcode].contains(one.kind) {
                    offer.part = .place
                }
                if offer.name == nil, named.contains(one.text) { continue }
                offers.append(offer)
            }
        }
        return offers
    }

    /// Which part a name seems to have by the words round it; a person chooses.
    private static func part(of name: String, in line: String) -> Part {
        let words = line.lowercased()
        let doing = [
            "ex-partner", "suspect", "kicking", "hitting", "punch", "attack", "threat", "at back door", "stole",
        ]
        if doing.contains(where: words.contains) { return .suspect }
        if words.contains("hurt") || words.contains("victim") || words.contains("injured") { return .victim }
        return .named
    }

    // MARK: - Answers

    /// Answers `GET /contact`.
    @Sendable static func callPage(_ visit: Visit) async throws -> Page {
        let counter = try Counter(visit)
        let number = visit.query["call"].flatMap { $0.isEmpty ? nil : $0 }
        let shown = try await counter.look(at: number)
        let asked = try await counter.asked(shown, at: number)
        let screen = try await counter.screen(asked.content, asked, token: visit.formToken, nonce: nonce())
        return page(screen)
    }

    /// A name that no other page has.
    private static func nonce() -> String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    /// Answers `GET /contact/stream` with the parts of the screen, each time something changed.
    @Sendable static func stream(_ visit: Visit) async throws -> AsyncThrowingStream<ServerEvent, any Error> {
        let counter = try Counter(visit)
        let number = visit.query["call"].flatMap { $0.isEmpty ? nil : $0 }
        let shown = try await counter.look(at: number)
        let watch = Watch(
            counter,
            shown,
            number: number,
            token: visit.formToken,
            nonce: nonce(),
            isStill: visit.isStill
        )
        return AsyncThrowingStream { try await watch.next() }
    }
}
