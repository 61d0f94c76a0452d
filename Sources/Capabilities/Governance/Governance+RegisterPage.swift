import CapabilityKit

extension Governance {
    /// Answers `GET /governance`, and `GET /governance?decision=2027-014` with one decision.
    @Sendable static func registerPage(_ visit: Visit) async throws -> Page {
        let number = visit.query["decision"] ?? ""
        let asked = number.isEmpty ? "the register of decisions" : "decision \(number)"
        let found = try await book(asked: asked, visit.desk, for: visit.requester)
        guard number.isEmpty else { return try decisionPage(number, found, visit) }
        return try registerPage(found, visit)
    }

    /// The register: what is under way, what was decided and not done, who departs from it until when.
    static func registerPage(_ found: Disclosure<GovernanceBook>, _ visit: Visit) throws -> Page {
        let book = found.content, day = visit.desk.today
        let forces = voting(visit.desk)
        let table = try GovernanceClasses.shipped()
        let under = book.register.decisions.filter { !$0.stage.isFinal }
        let over = book.register.decisions.filter(\.stage.isFinal)
        var cards = [
            Card(
                "Decisions",
                anchor: "decisions",
                subtitle: Phrase.count(under.count, "under way or in force", "under way or in force"),
                isPadded: under.isEmpty,
                body: under.isEmpty ? nothing("No decision is under way.") : list(under, book, forces, day)
            )
        ]
        let late = book.register.notAdopted(by: forces, on: day)
        if !late.isEmpty { cards.append(notAdopted(late, visit.desk.roster)) }
        let departing = book.register.derogations.filter { day <= $0.until }
        if !departing.isEmpty { cards.append(derogations(departing, visit.desk.roster, day)) }
        if !book.register.agreements.isEmpty { cards.append(agreements(book, forces, day)) }
        if !over.isEmpty {
            cards.append(Card("Ended", anchor: "ended", isPadded: false, body: list(over, book, forces, day)))
        }
        let propose: HTML =
            visit.desk.offers(.keepGovernance, to: visit.requester)
            ? " <a class=\"button primary\" href=\"\(Address(name, "propose"))\">Propose a decision</a>" : HTML()
        return Page(
            title: "Decisions",
            crumbs: [Page.Crumb("Governance")],
            room: name,
            body: """
                <h1>Decisions</h1><p class="lead">What the forces decide together, who is bound from when under which \
                law, and what was decided and is not done.\(propose)</p>\(limit(table))\(tabs("register"))\
                \(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    /// The room's pages, with the one that is shown marked.
    static func tabs(_ here: String) -> HTML {
        let all = [
            ("register", "Decisions", Address(name)),
            ("what-if", "What carries, what blocks", Address(name, "what-if")),
            ("power", "What each vote is worth", Address(name, "power")),
            ("policy", "Policy in force", Address(name, "policy")),
        ]
        let links = all.map { key, words, address -> HTML in
            "<a class=\"button\" href=\"\(address)\"\(HTML.attribute("aria-current", key == here ? "page" : nil))>\(words)</a> "
        }
        return "<nav class=\"tags\" aria-label=\"Governance\">\(links)</nav>"
    }

    static func stamp(_ found: Disclosure<GovernanceBook>) -> LedgerStamp {
        LedgerStamp(at: found.at, entry: found.entry, reference: found.requester.authority.reference)
    }

    /// The codes of the forces that have a vote today.
    static func voting(_ desk: Desk) -> [ForceCode] {
        desk.roster.forces(on: desk.today).filter { $0.category == "territorial" && $0.population != nil }.map(\.code)
    }

    static func nothing(_ words: String) -> HTML { "<p>\(words)</p>" }

    /// A decision's stage in words, with the colour of what it asks for.
    static func tag(_ decision: GovernanceDecision, on day: CalendarDate) -> HTML {
        let words: String, kind: String
        switch decision.stage {
        case .proposed: (words, kind) = ("proposed", "")
        case .consulting: (words, kind) = ("in consultation", "")
        case .voting: (words, kind) = ("being voted on", "warn")
        case .carried: (words, kind) = ("carried, not in force yet", "ok")
        case .binding: (words, kind) = decision.isReviewDue(on: day) ? ("review is due", "warn") : ("in force", "ok")
        case .referred: (words, kind) = ("with the Inspectorate", "warn")
        case .notCarried: (words, kind) = ("not carried: the old rule stays", "")
        case .lapsed: (words, kind) = ("lapsed: the old rule stays", "")
        case .withdrawn: (words, kind) = ("withdrawn", "")
        case .setAside: (words, kind) = ("set aside", "")
        case .ended: (words, kind) = ("ended", "")
        }
        return "<span class=\"\(kind.isEmpty ? "tag" : "tag \(kind)")\">\(words)</span>"
    }

    /// What comes next and when.
    static func next(_ decision: GovernanceDecision) -> String {
        switch decision.stage {
        case .proposed: "consultation; the time box ends \(Phrase.shortDay(decision.timeBoxEnds))"
        case .consulting: decision.consultationEnds.map { "vote, from \(Phrase.shortDay($0))" } ?? ""
        case .voting: decision.closesOn.map { "close on \(Phrase.shortDay($0))" } ?? ""
        case .carried: decision.bindsFrom.map { "binds from \(Phrase.shortDay($0))" } ?? ""
        case .binding: decision.reviewOn.map { "review on \(Phrase.shortDay($0))" } ?? ""
        case .referred: "a determination"
        case .notCarried, .lapsed, .withdrawn, .setAside, .ended: ""
        }
    }

    private static func list(
        _ decisions: [GovernanceDecision],
        _ book: GovernanceBook,
        _ forces: [ForceCode],
        _ day: CalendarDate
    ) -> HTML {
        let rows = decisions.sorted { $0.proposedOn < $1.proposedOn }.map { decision -> [HTML] in
            let bound = forces.count { book.register.standing(of: decision, at: $0, on: day).isBound }
            return [
                "<a href=\"\(Address(name).with("decision", decision.number))\">\(decision.number)</a>",
                "\(decision.title)", "\(decision.rule.code)", tag(decision, on: day), "\(next(decision))",
                "\(decision.age(on: day))", "\(bound) of \(forces.count)",
            ]
        }
        return DataTable(
            caption: "Decisions",
            columns: [
                "Number", "Decision", "Class", "Where it stands", "Next", .init("Days since proposed", isNumber: true),
                .init("Forces bound", isNumber: true),
            ],
            rows: rows
        ).html
    }

    private static func notAdopted(_ late: [DecisionRegister.NotAdopted], _ roster: Roster) -> Card {
        let rows = late.prefix(50).map { line -> [HTML] in
            [
                "<a href=\"\(Address(name).with("decision", line.decision))\">\(line.decision)</a>",
                "\(roster[line.force]?.shortName ?? line.force.description)", "\(words(line.standing))",
                "\(line.daysSinceDecided)", "\(line.daysSinceProposed)",
            ]
        }
        let more: HTML = late.count > 50 ? "<p>The 50 longest waiting of \(late.count).</p>" : HTML()
        return Card(
            "Decided, not adopted",
            anchor: "not-adopted",
            subtitle: Phrase.count(late.count, "case"),
            isPadded: false,
            body: """
                \(DataTable(
                    caption: "Decided, not adopted",
                    columns: [
                        "Decision", "Force", "How it stands there", .init("Days since decided", isNumber: true),
                        .init("Days since proposed", isNumber: true),
                    ],
                    rows: rows
                ).html)\(more)
                """
        )
    }

    private static func derogations(_ departing: [Derogation], _ roster: Roster, _ day: CalendarDate) -> Card {
        let rows = departing.sorted { $0.until < $1.until }.map { line -> [HTML] in
            let left = (line.until.dayNumber ?? 0) - (day.dayNumber ?? 0)
            return [
                "<a href=\"\(Address(name).with("decision", line.decision))\">\(line.decision)</a>",
                "\(roster[line.force]?.shortName ?? line.force.description)", "\(line.reasons)",
                "\(Phrase.shortDay(line.from))", "\(Phrase.shortDay(line.until))", "\(left)",
            ]
        }
        return Card(
            "Departing from a decision, until",
            anchor: "derogations",
            isPadded: false,
            body: DataTable(
                caption: "Derogations",
                columns: ["Decision", "Force", "Reasons", "From", "Until", .init("Days left", isNumber: true)],
                rows: rows
            ).html
        )
    }

    private static func agreements(_ book: GovernanceBook, _ forces: [ForceCode], _ day: CalendarDate) -> Card {
        let rows = book.register.agreements.map { agreement -> [HTML] in
            let law =
                agreement.kind == .section22A
                ? "Police Act 1996 s.22A" : "regulations, Police Act 1996 s.53 and s.53A"
            let party = forces.count { force in
                agreement.classes.contains { code in (try? agreement.binds(force, class: code, on: day).get()) != nil }
            }
            return [
                "\(agreement.title)", "\(law)", "\(agreement.classes.sorted().joined(separator: ", "))",
                "\(Phrase.shortDay(agreement.from))", "\(agreement.until.map(Phrase.shortDay) ?? "no end")",
                "\(party) of \(forces.count)",
            ]
        }
        return Card(
            "The law it rests on",
            anchor: "agreements",
            isPadded: false,
            body: DataTable(
                caption: "Legal agreements",
                columns: ["Agreement", "Under", "Classes", "From", "Until", .init("Forces bound", isNumber: true)],
                rows: rows
            ).html
        )
    }

    /// How a decision stands at a force, in words.
    static func words(_ standing: DecisionStanding) -> String {
        switch standing {
        case .notInForce: "not in force"
        case .notYet(let day): "binds from \(Phrase.shortDay(day))"
        case .notBound(.noAgreement): "not bound: no agreement covers it"
        case .notBound(.notAParty): "not bound: not a party to the agreement"
        case .notBound(.chiefHasNotSigned): "not bound: the chief officer has not signed"
        case .notBound(.bodyHasNotSigned): "not bound: the local policing body has not signed"
        case .notBound(.notOptedIn): "not bound: it has not put its own data in"
        case .bound(let since, let title): "bound since \(Phrase.shortDay(since)) under \(title)"
        case .derogating(let until): "departs from it until \(Phrase.shortDay(until))"
        }
    }
}
