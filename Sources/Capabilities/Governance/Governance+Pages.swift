import CapabilityKit

extension Governance {
    /// Answers `GET /governance/what-if?class=A&f13=on…`.
    @Sendable static func whatIfPage(_ visit: Visit) async throws -> Page {
        let (found, disclosed) = try await whatIf(visit)
        return whatIfPage(found, disclosed)
    }

    /// Answers `GET /api/v1/governance/what-if`.
    @Sendable static func whatIfReply(_ visit: Visit) async throws -> WhatIfReply {
        let (found, disclosed) = try await whatIf(visit)
        return WhatIfReply(found, entry: disclosed.entry)
    }

    private static func whatIf(_ visit: Visit) async throws -> (WhatIf, Disclosure<[Force]>) {
        let chosen = Set(
            visit.query.filter { $0.key.hasPrefix("f") && $0.value == "on" }.map { String($0.key.dropFirst()) }
        )
        let code = visit.query["class"] ?? "A"
        let asked = "class \(code), for: \(chosen.sorted().joined(separator: " "))"
        let disclosed = try await visit.desk.votingForces(asked: asked, for: visit.requester)
        return (try WhatIf(disclosed.content, rule: code, chosen: chosen), disclosed)
    }

    /// The page on which a class is tried on a set of forces.
    static func whatIfPage(_ found: WhatIf, _ disclosed: Disclosure<[Force]>) -> Page {
        let regions = Dictionary(grouping: found.forces, by: \.region).sorted { $0.key < $1.key }
        let boxes = regions.map { region, forces -> HTML in
            let lines = forces.map { force -> HTML in
                let checked: HTML = found.chosen.contains(force.code) ? " checked" : ""
                return """
                    <label class="check"><input type="checkbox" name="\("f" + force.code)" value="on"\(checked)>\
                    <span>\(force.name) <small>\(Phrase.number(force.population))</small></span></label>
                    """
            }
            return "<fieldset class=\"field\"><legend>\(region)</legend>\(lines)</fieldset>"
        }
        let choice = FormField(
            "class",
            label: "Class of decision",
            control: .choice(found.table.classes.map { FormField.Choice($0.code, "\($0.code): \($0.title)") }),
            value: found.rule.code
        )
        let form = Card(
            "Who is for it",
            anchor: "who",
            body: """
                <form method="get" action="\(Address(name, "what-if"))">\(choice.html)\(boxes)\
                <button class="button" type="submit">Count</button></form>
                """
        )
        return Page(
            title: "What carries, what blocks",
            crumbs: [Page.Crumb("Governance", Address(name)), Page.Crumb("What if")],
            room: name,
            body: """
                <h1>What carries, what blocks</h1>\
                <p class="lead">Tick the forces that would be for a proposal.</p>\
                \(limit(found.table))\(tabs("what-if"))\(Card.grid([outcome(found), shortest(found), form]))\
                \(LedgerStamp(at: disclosed.at, entry: disclosed.entry, reference: disclosed.requester.authority.reference).html)
                """
        )
    }

    static func limit(_ table: GovernanceClasses) -> HTML {
        "<p>\(Icon.info.html) \(table.legalLimit)</p>"
    }

    private static func outcome(_ found: WhatIf) -> Card {
        let coalition = found.coalition
        let thresholds = GovernanceThresholds(found.rule, for: found.forces)
        let verdict =
            coalition.carries
            ? "These forces carry it."
            : coalition.blocks ? "They do not carry it; without them nobody does." : "They do not carry it."
        let rows: [[HTML]] = [
            line("Forces", coalition.members, thresholds.members, coalition.membersShort),
            line("People", coalition.population, thresholds.population, coalition.populationShort),
            line("Regions", coalition.regions, thresholds.regionsMin, coalition.regionsShort),
        ]
        let also = found.rule.also.map { "<li>\($0)</li>" as HTML }
        return Card(
            "Class \(found.rule.code): \(found.rule.title)",
            anchor: "outcome",
            body: """
                <p><strong>\(verdict)</strong></p>\
                \(DataTable(
                    caption: "The tests of class \(found.rule.code)",
                    columns: [
                        "Test", .init("These forces", isNumber: true), .init("Needed", isNumber: true),
                        .init("Short of it by", isNumber: true),
                    ],
                    rows: rows
                ).html)\
                <p>At least \(found.rule.quorum) forces must vote. Fewer than \(found.rule.blockingMembersMin) cannot stop \
                what lacks only people. It also needs:</p><ul>\(also)</ul>\
                <p class="more">Source: \(found.rule.source). \(found.table.source)</p>
                """
        )
    }

    private static func line(
        _ test: String,
        _ have: some BinaryInteger,
        _ need: some BinaryInteger,
        _ short: some BinaryInteger
    )
        -> [HTML]
    {
        let missing: HTML = short == 0 ? "met" : "\(Phrase.number(short))"
        return ["\(test)", "\(Phrase.number(have))", "\(Phrase.number(need))", missing]
    }

    private static func shortest(_ found: WhatIf) -> Card {
        let majority = GovernanceCoalition.smallestMajority(found.forces, rule: found.rule)
        let blocking = GovernanceCoalition.smallestBlocking(found.forces, rule: found.rule)
        let carried: HTML =
            majority.map { "\(Phrase.count($0.count, "force")): \(Phrase.list($0.map(\.name)))." }
            ?? "Not even all forces together carry it."
        return Card(
            "The fewest that are enough",
            anchor: "fewest",
            body: """
                <p><strong>To carry it:</strong> \(carried)</p>\
                <p><strong>To stop it:</strong> \(Phrase.count(blocking.count, "force")): \
                \(Phrase.list(blocking.map(\.name))).</p>
                """
        )
    }

    /// Answers `GET /governance/power?class=A`.
    @Sendable static func powerPage(_ visit: Visit) async throws -> Page {
        let (reply, table, disclosed) = try await power(visit)
        let links = table.classes.map { one -> HTML in
            "<a href=\"\(Address(name, "power").with("class", one.code))\">\(one.code): \(one.title)</a> "
        }
        let rows = reply.members.sorted { ($1.decisive, $0.force) < ($0.decisive, $1.force) }.map { member -> [HTML] in
            [
                "\(member.name)", "\(Phrase.number(member.population))", "\(Phrase.number(member.decisive))",
                "\(percent(member.banzhaf))", "\(percent(member.shapleyShubik))",
            ]
        }
        let title = "What each vote is worth: class \(reply.rule.code)"
        return Page(
            title: title,
            crumbs: [Page.Crumb("Governance", Address(name)), Page.Crumb("Power")],
            room: name,
            body: """
                <h1>\(title)</h1><p class="lead">Of all sets of forces there can be, \(Phrase.number(reply.carrying)) carry. \
                A vote decides in a set that carries with it and fails without it.</p><p>\(links)</p>\(limit(table))\(tabs("power"))\
                \(Card(
                    "Power of each force",
                    anchor: "power",
                    isPadded: false,
                    body: DataTable(
                        caption: "Power of each force",
                        columns: [
                            "Force", .init("People", isNumber: true), .init("Sets in which it decides", isNumber: true),
                            .init("Share (Banzhaf)", isNumber: true), .init("Shapley–Shubik", isNumber: true),
                        ],
                        rows: rows
                    ).html
                ).html)\
                \(LedgerStamp(at: disclosed.at, entry: disclosed.entry, reference: disclosed.requester.authority.reference).html)
                """
        )
    }

    /// Answers `GET /api/v1/governance/power`.
    @Sendable static func powerReply(_ visit: Visit) async throws -> PowerReply { try await power(visit).reply }

    private static func power(
        _ visit: Visit
    ) async throws -> (reply: PowerReply, table: GovernanceClasses, disclosed: Disclosure<[Force]>) {
        let code = visit.query["class"] ?? "A"
        let disclosed = try await visit.desk.votingForces(asked: "power, class \(code)", for: visit.requester)
        let table = try GovernanceClasses.shipped()
        let rule = try table.rule(code)
        let counted = try power(disclosed.content.map { GovernanceMember($0) }, rule: rule)
        return (PowerReply(counted, rule: rule, entry: disclosed.entry), table, disclosed)
    }

    /// `9.66%`, to a hundredth of a hundredth.
    static func percent(_ share: Double) -> String {
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }
}
