import PageKit
import Vocabulary

/// What the page of one record shows: permitted and recorded already.
package struct RecordView: Sendable {
    /// What it is: `Person 4471902`.
    package var title: String
    package var source: SourceLine
    /// `West Yorkshire Police`.
    package var owner: String
    /// Short facts about the record itself: `Marking` `OFFICIAL–SENSITIVE`.
    package var about: [Line]
    package var statements: [Statement]
    package var versions: [Version]
    package var ties: [Tie]
    package var findings: [Finding]
    /// The joined person it is part of.
    package var person: (name: String, address: Address)?
    package var answers: [AnswerLine]
    package var stamp: LedgerStamp

    /// Creates the view with what every record has.
    package init(title: String, source: SourceLine, owner: String, statements: [Statement], stamp: LedgerStamp) {
        self.title = title
        self.source = source
        self.owner = owner
        self.statements = statements
        self.stamp = stamp
        about = []
        versions = []
        ties = []
        findings = []
        answers = []
    }

    /// A name and its value.
    package struct Line: Sendable {
        package var name: String
        package var value: String

        /// Creates a line.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// One thing the record says: the source's own words beside the standard form.
    package struct Statement: Sendable {
        package var name: String
        package var raw: String
        /// `nil` when the words have no standard form.
        package var standard: String?
        package var isIdentifier: Bool
        package var isAssessment: Bool
        /// What is wrong or doubtful about it.
        package var finding: String?

        /// Creates a statement.
        package init(
            _ name: String,
            raw: String,
            standard: String? = nil,
            isIdentifier: Bool = false,
            isAssessment: Bool = false,
            finding: String? = nil
        ) {
            self.name = name
            self.raw = raw
            self.standard = standard
            self.isIdentifier = isIdentifier
            self.isAssessment = isAssessment
            self.finding = finding
        }
    }

    /// A version of the record.
    package struct Version: Sendable {
        /// From 1.
        package var number: Int
        package var received: String
        /// What it changed: `address line, postcode`.
        package var changed: String
        package var address: Address?
        package var isCurrent: Bool

        /// Creates a version.
        package init(number: Int, received: String, changed: String, address: Address? = nil, isCurrent: Bool = false) {
            self.number = number
            self.received = received
            self.changed = changed
            self.address = address
            self.isCurrent = isCurrent
        }
    }

    /// Another record that this one speaks of, or that speaks of it.
    package struct Tie: Sendable {
        /// How: `speaks of`, `suspect in`.
        package var relation: String
        package var title: String
        package var source: SourceLine

        /// Creates a tie; the source's address is where it leads.
        package init(relation: String, title: String, source: SourceLine) {
            self.relation = relation
            self.title = title
            self.source = source
        }
    }

    /// Something about the record's quality.
    package struct Finding: Sendable {
        /// The rule, in words: `PNCID check letter is wrong`.
        package var title: String
        package var detail: String

        /// Creates a finding.
        package init(_ title: String, _ detail: String) {
            self.title = title
            self.detail = detail
        }
    }
}

extension Search {
    /// The page of one record: the source's own words beside the standard form, versions, ties, quality.
    static func recordPage(_ view: RecordView) -> Page {
        var crumbs = [Page.Crumb("Search", .home)]
        if let person = view.person { crumbs.append(Page.Crumb("\(person.name)", person.address)) }
        crumbs.append(Page.Crumb("record"))
        let about = view.about.map { "<span>\($0.name) <b>\($0.value)</b></span>" as HTML }
        return Page(
            title: view.title,
            crumbs: crumbs,
            beside: view.answers.isEmpty ? HTML() : AnswersPill(view.answers).html,
            room: "search",
            body: """
                <div class="record-head"><h1>\(view.title)</h1><p class="vitals"><span>\(view.source.html)</span>\
                <span>owned by <b>\(view.owner)</b></span>\(about)</p></div>
                \(Card.grid([statements(view), findings(view), ties(view), versions(view)]))\(view.stamp.html)
                """
        )
    }

    private static func statements(_ view: RecordView) -> Card {
        let rows = view.statements.map { statement -> [HTML] in
            let identifier: HTML = statement.isIdentifier ? " class=\"id\"" : ""
            let assessment: HTML = statement.isAssessment ? " <span class=\"tag\">assessment</span>" : HTML()
            let standard: HTML =
                statement.standard.map { "<b\(identifier)>\($0)</b>" } ?? "<span class=\"quiet\">as written</span>"
            let finding: HTML? = statement.finding.map { "<span class=\"conflict\">\(Icon.alert.html)\($0)</span>" }
            return [
                "\(statement.name)\(assessment)", "<span class=\"raw\">\(statement.raw)</span>",
                "\(standard)\(finding)",
            ]
        }
        let table = DataTable(
            caption: "What the record says",
            columns: ["Field", "The source’s own words", "Standard form"],
            rows: rows
        )
        return Card(
            "What the record says",
            anchor: "statements",
            subtitle: "the source’s own words are never altered",
            width: 8,
            body: table.html
        )
    }

    private static func findings(_ view: RecordView) -> Card {
        let items = view.findings.map {
            "<li>\(Icon.alert.html)<span><b>\($0.title)</b> \($0.detail)</span></li>" as HTML
        }
        return Card(
            "Quality",
            anchor: "quality",
            subtitle: Phrase.count(view.findings.count, "finding"),
            width: 4,
            body: items.isEmpty
                ? "<p class=\"quiet\">\(Icon.check.html) Every rule passed.</p>"
                : "<ul class=\"findings\">\(items)</ul>"
        )
    }

    private static func ties(_ view: RecordView) -> Card {
        let rows = view.ties.map { tie -> [HTML] in
            ["\(tie.relation)", HTML.link("\(tie.title)", to: tie.source.address), tie.source.html]
        }
        let table = DataTable(caption: "Other records", columns: ["How", "Record", "Source"], rows: rows)
        return Card(
            "Tied to",
            anchor: "ties",
            subtitle: Phrase.count(view.ties.count, "record"),
            width: 8,
            body: rows.isEmpty ? "<p class=\"quiet\">It names no other record, and none names it.</p>" : table.html
        )
    }

    private static func versions(_ view: RecordView) -> Card {
        let items = view.versions.map { version -> HTML in
            let name = HTML.link("Version \(version.number)", to: version.isCurrent ? nil : version.address)
            let current: HTML = version.isCurrent ? " <span class=\"tag ok\">\(Icon.check.html)shown</span>" : HTML()
            return
                "<li><b>\(name)</b>\(current) <span class=\"more\">\(version.received). \(version.changed)</span></li>"
        }
        return Card(
            "Versions",
            anchor: "versions",
            subtitle: "old ones stay",
            width: 4,
            body: items.isEmpty ? "<p class=\"quiet\">One version.</p>" : "<ol class=\"versions\">\(items)</ol>"
        )
    }
}
