import CapabilityKit

extension Governance {
    /// One decision: its text, its level, its vote with reasons, who is bound, and what can be done now.
    static func decisionPage(_ number: String, _ found: Disclosure<GovernanceBook>, _ visit: Visit) throws -> Page {
        let book = found.content, day = visit.desk.today
        let decision = try book.decision(number)
        let table = try GovernanceClasses.shipped()
        var cards = [summary(decision, book, day), level(decision, table)]
        if let opening = book.openings[number] {
            let count = try book.counts[number] ?? book.heard(opening)
            cards.append(figures(count, opening))
            cards.append(votes(count, visit.desk.roster))
        }
        if decision.bindsFrom != nil { cards.append(standings(decision, book, visit.desk)) }
        cards.append(history(book.history[number] ?? []))
        cards.append(contentsOf: forms(decision, visit))
        return Page(
            title: "\(number): \(decision.title)",
            crumbs: [Page.Crumb("Governance", Address(name)), Page.Crumb("\(number)")],
            room: name,
            body: """
                <h1>\(decision.title)</h1><p class="lead">Decision \(number), class \(decision.rule.code). \
                \(tag(decision, on: day)) \(next(decision))</p>\(limit(table))\(Card.grid(cards))\(stamp(found).html)
                """
        )
    }

    private static func summary(_ decision: GovernanceDecision, _ book: GovernanceBook, _ day: CalendarDate) -> Card {
        let published = (book.published[decision.number] ?? [:]).sorted { $0.key < $1.key }
        let papers = published.isEmpty ? "none" : published.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        let byDefault =
            decision.byDefault == .oldRuleStays
            ? "the rule in force stays" : "it goes to the Inspectorate for a determination"
        let lines: [(String, String)] = [
            ("Proposed", "\(Phrase.day(decision.proposedOn)), \(Phrase.count(decision.age(on: day), "day")) ago"),
            ("If it is not counted by \(Phrase.shortDay(decision.timeBoxEnds))", byDefault),
            (
                "Consultation",
                decision.consultationEnds.map {
                    "\(decision.procedure.consultationDays) days, to \(Phrase.shortDay($0))"
                } ?? "not begun"
            ),
            ("Papers", papers),
            ("Binds from", decision.bindsFrom.map(Phrase.day) ?? "not decided"),
            ("Looked at again", decision.reviewOn.map(Phrase.day) ?? "two years after it takes effect"),
        ]
        let items = lines.map { "<div><dt>\($0.0)</dt><dd>\($0.1)</dd></div>" as HTML }
        let text = decision.proposal.split(separator: "\n", omittingEmptySubsequences: true)
            .map { "<p>\(String($0))</p>" as HTML }
        return Card(
            "What is proposed",
            anchor: "proposal",
            width: 7,
            body: "\(text)<dl class=\"summary\">\(items)</dl>"
        )
    }

    private static func level(_ decision: GovernanceDecision, _ table: GovernanceClasses) -> Card {
        let rows = zip(table.subsidiarity, decision.subsidiarity.answers).map { question, answer -> [HTML] in
            ["\(question.question)", answer.isYes ? "<b>yes</b>" : "no", "\(answer.reason)"]
        }
        return Card(
            "Why at the \(decision.level.rawValue) level",
            anchor: "level",
            width: 5,
            body: """
                \(DataTable(caption: "Test of the level", columns: ["Question", "Answer", "Reason"], rows: rows).html)\
                <p><strong>Why the level below is not enough:</strong> \(decision.subsidiarity.whyNotBelow)</p>\
                <p>A chief officer may contest the level: it then goes to the Inspectorate.</p>
                """
        )
    }

    private static func figures(_ count: GovernanceCount, _ opening: GovernanceOpening) -> Card {
        func row(_ words: String, _ figure: GovernanceCount.Figure) -> [HTML] {
            [
                "\(words)", "\(Phrase.number(figure.found))", "\(Phrase.number(figure.needed))",
                figure.found < figure.needed
                    ? "<span class=\"tag warn\">lacking</span>" : "<span class=\"tag ok\">met</span>",
            ]
        }
        var rows = [
            row("Forces that voted (quorum)", count.quorum), row("Forces for it", count.members),
            row("People they stand for", count.population), row("Regions in the majority", count.regions),
        ]
        if opening.rule.needsBodies { rows.append(row("Local policing bodies for it", count.bodies)) }
        let abstention =
            opening.abstention == .absent
            ? "Whoever abstains counts as absent." : "Whoever abstains counts towards the quorum, and for nothing."
        let state: HTML =
            switch count.result {
            case "carried": "<span class=\"tag ok\">carried</span>"
            case "not-carried": "<span class=\"tag\">not carried: the old rule stays</span>"
            default: "<span class=\"tag warn\">open: the figures of this moment</span>"
            }
        return Card(
            "The vote",
            anchor: "vote",
            width: 7,
            body: """
                <p>\(state) It closes at \(Phrase.time(opening.closes)) UTC on \(Phrase.shortDay(opening.closes)), once \
                \(opening.witnessesNeeded) of \(opening.witnesses.count) witnesses have seen the log. \(abstention) A vote \
                may be changed until then.</p>\
                \(DataTable(
                    caption: "What it needs",
                    columns: ["Test", .init("There is", isNumber: true), .init("Needed", isNumber: true), "So"],
                    rows: rows
                ).html)\
                <p class="more">People are those of the roster on the day of the close. Anybody can count the votes again \
                from the published log. Opening <span class="id">\(count.opening)</span></p>
                """
        )
    }

    private static func votes(_ count: GovernanceCount, _ roster: Roster) -> Card {
        let rows = count.votes.map { line -> [HTML] in
            let voter = GovernanceVoter(line.voter)
            let force = voter.flatMap { roster[$0.force]?.shortName } ?? line.voter
            let seat = voter?.seat == .body ? "local policing body" : "chief officer"
            return ["\(force)", "\(seat)", "<b>\(line.choice)</b>", "\(line.reasons)", "\(line.sequence)"]
        }
        let wrong = count.contradictions.map {
            "<p>\(Icon.alert.html) \($0.voter) signed two votes under number \($0.sequence): neither counts.</p>"
                as HTML
        }
        let aside: HTML =
            count.setAside.isEmpty
            ? HTML() : "<p>\(Phrase.count(count.setAside.count, "entry", "entries")) set aside as no vote.</p>"
        let table = DataTable(
            caption: "Votes",
            columns: ["Force", "Who", "Vote", "Reasons", .init("Change", isNumber: true)],
            rows: rows
        )
        return Card(
            "Votes and their reasons",
            anchor: "votes",
            subtitle: Phrase.count(rows.count, "vote"),
            isPadded: rows.isEmpty,
            body: "\(rows.isEmpty ? nothing("Nobody has voted yet.") : table.html)\(wrong)\(aside)"
        )
    }

    private static func standings(_ decision: GovernanceDecision, _ book: GovernanceBook, _ desk: Desk) -> Card {
        let day = desk.today, forces = voting(desk)
        let adopted = Dictionary(
            book.register.adoptions.filter { $0.decision == decision.number }.map { ($0.force, $0) },
            uniquingKeysWith: { $1 }
        )
        let rows = forces.map { force -> [HTML] in
            let standing = book.register.standing(of: decision, at: force, on: day)
            let done = adopted[force].map { "\(Phrase.shortDay($0.on)), \($0.evidence)" } ?? "no"
            return ["\(desk.roster[force]?.shortName ?? force.description)", "\(words(standing))", "\(done)"]
        }
        let bound = forces.count { book.register.standing(of: decision, at: $0, on: day).isBound }
        return Card(
            "Who is bound, from when, under what",
            anchor: "bound",
            subtitle: "\(bound) of \(forces.count) forces today",
            isPadded: false,
            body: DataTable(
                caption: "Who is bound",
                columns: ["Force", "How it stands", "Adopted"],
                rows: rows
            ).html
        )
    }

    private static func history(_ entries: [GovernanceEntry]) -> Card {
        let rows = entries.map { entry -> [HTML] in
            [
                "\(entry.place)", "\(Phrase.shortDay(entry.at)) \(Phrase.time(entry.at))", "\(entry.act.words)",
                "\(entry.force)",
            ]
        }
        return Card(
            "What happened",
            anchor: "history",
            isPadded: false,
            body: DataTable(
                caption: "What happened",
                columns: [.init("Act", isNumber: true), "When", "What", "By force"],
                rows: rows
            ).html
        )
    }
}
