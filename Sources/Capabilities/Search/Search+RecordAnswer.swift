import CapabilityKit

extension Search {
    /// Everything of the page of a record.
    static func recordView(_ found: Disclosure<RecordHistory>, roster: Roster) -> RecordView {
        let chips = Chips(roster: roster)
        let newest = found.content.versions[0]
        let record = newest.record
        var view = RecordView(
            title: "\(record.id.kind.name.headCapitals) \(record.id.key)",
            source: chips.chip(newest),
            owner: roster[record.id.source.force]?.officialName ?? "Force \(record.id.source.force)",
            statements: statements(of: record),
            stamp: stamp(found)
        )
        view.answers = answers(found.answers, roster: roster)
        view.about = [
            .init("Record", record.id.description),
            .init("Marking", record.marking.description),
            .init("Graded", record.grading?.description ?? "not graded"),
            .init("Written by the source", record.recordedAt.map(Phrase.shortDay) ?? "the source does not say"),
            .init("Collected here", Phrase.shortDay(newest.collectedAt)),
            .init("To be reviewed", record.reviewOn.map(Phrase.shortDay) ?? "no date"),
        ]
        view.versions = zip(found.content.versions, found.content.versions.dropFirst().map(Optional.init) + [nil]).map {
            version($0, after: $1)
        }
        view.findings = findings(newest, at: found.at)
        view.ties = ties(newest, referring: found.content.referring, chips: chips)
        if let person = found.content.person, let name = record.personName { view.person = (name, address(of: person)) }
        return view
    }

    private static func statements(of record: Record) -> [RecordView.Statement] {
        let identifiers: Set<Attribute> = [
            .pncID, .croNumber, .arrestSummonsNumber, .driverNumber, .phoneNumber, .emailAddress, .postcode, .uprn,
            .registrationMark,
        ]
        return record.facts.map { fact in
            RecordView.Statement(
                title(of: fact.attribute),
                raw: fact.raw,
                standard: fact.standard,
                isIdentifier: identifiers.contains(fact.attribute),
                isAssessment: fact.basis == .assessment
            )
        } + record.otherColumns.map { RecordView.Statement($0.name, raw: $0.raw) }
    }

    /// `registrationMark` as `Registration mark`.
    static func title(of attribute: Attribute) -> String {
        var words = ""
        var previousIsCapital = false
        for letter in attribute.rawValue {
            if letter.isUppercase, !words.isEmpty, !previousIsCapital { words.append(" ") }
            words += words.isEmpty ? letter.uppercased() : letter.lowercased()
            previousIsCapital = letter.isUppercase
        }
        return words
    }

    private static func version(_ version: StoredRecord, after older: StoredRecord?) -> RecordView.Version {
        let changed = older.map { older in
            let before = Dictionary(older.record.facts.map { ($0.attribute, $0.raw) }, uniquingKeysWith: { a, _ in a })
            return version.record.facts.filter { before[$0.attribute] != $0.raw }.map {
                title(of: $0.attribute).lowercased()
            }
        }
        return RecordView.Version(
            number: version.version,
            received: Phrase.shortDay(version.collectedAt),
            changed: changed.map { $0.isEmpty ? "other columns" : Phrase.list($0) } ?? "first version",
            isCurrent: version.isCurrent
        )
    }

    /// What the check rules say of the record's identifiers.
    ///
    /// A wrong check letter is kept and said.
    private static func findings(_ stored: StoredRecord, at moment: Timestamp) -> [RecordView.Finding] {
        let record = stored.record, quality = QualityEnvelope(of: stored, on: moment)
        var findings = stored.foundWrong.map {
            RecordView.Finding(
                "\(title(of: $0)) was found wrong",
                "It is left out of every answer until the source corrects it."
            )
        }
        if !quality.missing.isEmpty {
            let names = quality.missing.compactMap { Attribute(rawValue: $0).map(title(of:))?.lowercased() }
            findings.append(.init("Not complete", "The record does not say: \(Phrase.list(names))."))
        }
        if quality.isReviewOverdue {
            findings.append(.init("Review overdue", "Its owner should have looked at it again by now."))
        }
        if stored.isRestricted {
            findings.append(.init("Restricted", "Only who puts it right reads it: do not use it or pass it on."))
        }
        if let text = record[.pncID], PNCID(text)?.checkLetterIsRight == false {
            findings.append(.init("PNC id check letter is wrong", "\(text) may be mistyped: do not rely on it alone."))
        }
        if let text = record[.croNumber], CRONumber(text)?.checkLetterIsRight == false {
            findings.append(.init("CRO check letter is wrong", "\(text) may be mistyped: do not rely on it alone."))
        }
        let dated = record.facts.first { $0.attribute == .birthDate }
        if let dated, dated.standard == nil, CalendarDate(parsing: dated.raw) == nil {
            findings.append(.init("Date of birth cannot be read", "The source wrote `\(dated.raw)`."))
        }
        return findings
    }

    private static func ties(
        _ record: StoredRecord,
        referring: [StoredRecord],
        chips: Chips
    ) -> [RecordView.Tie] {
        func tie(_ relation: String, _ id: RecordID, _ stored: StoredRecord?) -> RecordView.Tie {
            let force = chips.roster[id.source.force]?.abbreviation ?? id.source.force.description
            let source =
                stored.map(chips.chip)
                ?? SourceLine(force: force, system: id.source.systemTitle, address: address(of: id))
            return RecordView.Tie(relation: relation, title: "\(id.kind.name.headCapitals) \(id.key)", source: source)
        }
        var ties: [RecordView.Tie] = []
        if let subject = record.record.subject { ties.append(tie("speaks of", subject, nil)) }
        if let object = record.record.object { ties.append(tie(record.record[.role] ?? "with", object, nil)) }
        for other in referring.prefix(100) {
            ties.append(tie(other.record[.role] ?? "\(other.record.id.kind.name) of this", other.record.id, other))
        }
        return ties
    }
}
