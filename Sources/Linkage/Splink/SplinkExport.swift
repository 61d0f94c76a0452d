/// A model of our own, said in Splink's words, with what those words cannot say.
///
/// Made for records in standard form, as `records` writes them: folded names, whole dates, compact postcodes. A level
/// that SQL cannot say is counted with the level of everything else, so that the shares still add up to 1; each such
/// level is named in `left`. Levels that can be said keep their shares, and so their weight.
package struct SplinkExport: Sendable {
    /// The model as Splink reads it.
    package private(set) var model: SplinkModel
    /// What Splink has no word for, a sentence each.
    package private(set) var left: [String] = []
    /// The fields that are in it.
    let fields: [ComparisonField]

    /// Says a model in Splink's words, as far as people have the facts it weighs.
    ///
    /// - Parameters:
    ///   - own: the model, learnt or shipped.
    ///   - people: whose facts decide which fields there are.
    package init(_ own: LinkageModel, of people: PersonColumns) {
        fields = ComparisonField.allCases.filter { people.hasValues(of: $0) }
        model = SplinkModel(
            probabilityTwoRandomRecordsMatch: own.matchShare,
            blockingRules: [],
            comparisons: [],
            uniqueIDColumn: Self.keyColumn
        )
        model.other["sql_dialect"] = .text("duckdb")
        let words = SplinkWords(own.comparisons ?? .standard, fields)
        for shares in own.fields where fields.contains(shares.field) { add(shares, own, words) }
        var rules: [String] = []
        for rule in own.blocking ?? BlockingRule.forFew {
            if let sql = words.rule(rule) {
                rules.append(sql)
            } else {
                left.append("the rule of pairs `\(rule.title)`: SQL has no such key")
            }
        }
        if rules.isEmpty, let first = fields.first { rules.append("l.\(first.column) = r.\(first.column)") }
        model.blockingRules = rules.map { SplinkBlockingRule($0) }
        left.append("households: relatives who share surname, address and phone are no class of their own")
    }

    private mutating func add(
        _ shares: LinkageModel.FieldShares,
        _ own: LinkageModel,
        _ words: SplinkWords
    ) {
        let field = shares.field
        let title = own.title(field)
        var levels = [SplinkLevel(words.missing(field), label: "not known", isNull: true)]
        var rest = (m: 0.0, u: 0.0)
        let said = words.levels(field)
        for level in words.comparison(field).levels {
            let place = field.levels.firstIndex(of: level.level) ?? 0
            guard place < shares.levels.count else { continue }
            let share = shares.levels[place]
            guard let sql = said.first(where: { $0.level == level.level })?.sql else {
                rest.m += share.match
                rest.u += share.stranger
                if !level.tests.isEmpty {
                    left.append("\(title), level `\(level.level)`: counted with everything else")
                }
                continue
            }
            for test in level.tests where !words.canSay(test, field) {
                left.append("\(title), level `\(level.level)`: its test `\(test.name)`")
            }
            levels.append(
                SplinkLevel(
                    sql,
                    label: level.level,
                    m: share.match,
                    u: share.stranger,
                    shareAdjustment: level.rarity.map {
                        SplinkLevel.ShareAdjustment(
                            column: field.column,
                            weight: $0.weight,
                            shareMin: own.rareShare,
                            ignoresExactMatch: true
                        )
                    }
                )
            )
        }
        // Splink asks in the order of the list: what stands for an initial would else hide a middle name.
        levels = levels.enumerated().sorted { a, b in
            let order = { (level: SplinkLevel) in said.firstIndex { $0.level == level.label } ?? -1 }
            return (order(a.element), a.offset) < (order(b.element), b.offset)
        }.map(\.element)
        levels.append(SplinkLevel("ELSE", label: field.levels[shares.levels.count - 1], m: rest.m, u: rest.u))
        model.comparisons.append(SplinkComparison(name: field.column, description: title, levels: levels))
    }

    // MARK: - Records

    /// The column that names a record.
    static let keyColumn = "unique_id"

    /// The headings of `row(_:_:)`.
    package var headings: [String] { [Self.keyColumn] + fields.map(\.column) }

    /// One of the people in standard form, of several values the first; a value that is missing is empty.
    package func row(_ people: PersonColumns, _ record: Int) -> [String] {
        fields.map { people.standard($0, record) }
    }

    /// All of the people, for running the model here.
    package func records(_ people: PersonColumns, keys: [String]) throws -> SplinkRecords {
        var records = SplinkRecords(count: people.count)
        try records.addColumn(Self.keyColumn, keys)
        for field in fields {
            try records.addColumn(
                field.column,
                kind: .text,
                (0..<people.count).map { people.standard(field, $0) }.map { $0.isEmpty ? nil : $0 }
            )
        }
        return records
    }
}

extension ComparisonField {
    /// The name of the field's column in records for Splink.
    var column: String {
        switch self {
        case .given: "given_name"
        case .surname: "surname"
        case .birthDate: "birth_date"
        case .sex: "sex"
        case .postcode: "postcode"
        case .address: "address"
        case .phone: "phone"
        case .email: "email"
        case .identifier: "identifier"
        case .middle: "middle_name"
        case .other1: "other_1"
        case .other2: "other_2"
        case .other3: "other_3"
        case .other4: "other_4"
        }
    }
}

extension PersonColumns {
    /// Whether anybody has a value of a field that can be written in standard form.
    func hasValues(of field: ComparisonField) -> Bool {
        (0..<count).contains { !standard(field, $0).isEmpty }
    }

    /// The first value of a field as comparing sees it; empty where there is none, or none that is whole.
    func standard(_ field: ComparisonField, _ record: Int) -> String {
        func first(_ runs: Runs, _ text: (UInt32) -> String) -> String {
            runs.range(record).first.map { text(runs.values[$0]) } ?? ""
        }
        switch field {
        case .given: return first(firsts, names.text)
        case .surname: return first(surnames) { names.text(names.joined[Int($0)]) }
        case .middle: return first(middles, names.text)
        case .birthDate:
            return first(births) {
                let date = PackedDate(value: $0)
                return date.isComplete ? date.text : ""
            }
        case .sex:
            switch sexes[record] {
            case 0x6D: return "m"
            case 0x66: return "f"
            default: return ""
            }
        case .postcode:
            return first(postcodes) {
                let text = postcodeTexts.text($0)
                let outward = PostcodeShape.outwardCount(text.utf8Span.span)
                return outward == 0 || text.utf8.count == outward + 3 ? text : ""
            }
        case .address: return first(addresses, addressTexts.text)
        case .phone: return first(phones, phoneTexts.text)
        case .email: return first(emails, emailTexts.text)
        case .identifier: return first(identifiers, identifierTexts.text)
        case .other1, .other2, .other3, .other4:
            let kind = field.rawValue - ComparisonField.other1.rawValue
            return first(others[kind], otherTexts[kind].text)
        }
    }
}
