/// Comparison levels and rules of pairs as DuckDB's SQL, as far as it has words for them.
struct SplinkWords {
    private let comparisons: [FieldComparison]
    private let fields: [ComparisonField]

    init(_ catalogue: ComparisonCatalogue, _ fields: [ComparisonField]) {
        comparisons = catalogue.comparisons
        self.fields = fields
    }

    func comparison(_ field: ComparisonField) -> FieldComparison { comparisons[field.rawValue] }

    /// The levels of a field that can be said, in the order in which they must be asked.
    func levels(_ field: ComparisonField) -> [(level: String, sql: String)] {
        var found: [(level: String, sql: String)] = []
        for level in comparison(field).levels where !level.tests.isEmpty {
            let tests = level.tests.compactMap { sql($0, field) }
            guard !tests.isEmpty else { continue }
            let said = (level.level, tests.joined(separator: " OR "))
            // Who goes by a middle name may share its initial as well, and then it is the middle name that counts.
            if level.tests.first?.function == .middleName,
                let initial = found.firstIndex(where: { $0.level == field.levels[Int(Level.Given.initial) - 1] })
            {
                found.insert(said, at: initial)
            } else {
                found.append(said)
            }
        }
        return found
    }

    func canSay(_ test: FieldComparison.Test, _ field: ComparisonField) -> Bool { sql(test, field) != nil }

    /// Where nothing can be said of a field: a side lacks it, or it is counted elsewhere.
    func missing(_ field: ComparisonField) -> String {
        let (l, r) = sides(field)
        let plain = "\(l) IS NULL OR \(r) IS NULL"
        switch field {
        case .identifier: return "\(plain) OR split_part(\(l), ':', 1) <> split_part(\(r), ':', 1)"
        case .surname: return exchanged.map { "\(plain) OR (\($0))" } ?? plain
        case .middle: return byMiddleName.map { "\(plain) OR (\($0))" } ?? plain
        default: return plain
        }
    }

    // MARK: - Tests

    private func sides(_ field: ComparisonField) -> (l: String, r: String) {
        ("\(field.column)_l", "\(field.column)_r")
    }

    private func sql(_ test: FieldComparison.Test, _ field: ComparisonField) -> String? {
        let (l, r) = sides(field)
        switch test.function {
        case .equal:
            let isName = field == .given
            return "\(l) = \(r)" + (isName ? " AND length(\(l)) > 1" : "")
        case .edits, .jaroWinkler: return spelling(test, field, l, r)
        case .initial: return "((length(\(l)) = 1 OR length(\(r)) = 1) AND left(\(l), 1) = left(\(r), 1))"
        case .middleName: return middleName
        case .exchangedNames: return exchanged
        case .dayMonthExchanged:
            return "(\(year(l)) = \(year(r)) AND \(month(l)) = \(day(r)) AND \(day(l)) = \(month(r)))"
        case .digits: return "damerau_levenshtein(replace(\(l), '-', ''), replace(\(r), '-', '')) <= 1"
        case .parts:
            let (y, m, d) = (
                "\(year(l)) = \(year(r))", "\(month(l)) = \(month(r))", "\(day(l)) = \(day(r))"
            )
            return "((\(y) AND \(m)) OR (\(y) AND \(d)) OR (\(m) AND \(d)))"
        case .asFarAsKnown:
            let (first, other) = ("substr(\(l), 6, 5) = '01-01'", "substr(\(r), 6, 5) = '01-01'")
            return "(\(year(l)) = \(year(r)) AND (\(first) OR \(other)))"
        case .sameYear: return "\(year(l)) = \(year(r))"
        case .sector: return postcode(l, r, without: 2)
        case .district: return postcode(l, r, without: 3)
        case .sameMailbox:
            let (first, other) = ("split_part(\(l), '@', 1)", "split_part(\(r), '@', 1)")
            return "(\(first) = \(other) AND length(\(first)) >= \(test.lengthMin ?? 1))"
        case .nickname, .compoundPart, .wordsOfAll, .wordsOfShorter, .sharedWord: return nil
        }
    }

    private func year(_ date: String) -> String { "substr(\(date), 1, 4)" }
    private func month(_ date: String) -> String { "substr(\(date), 6, 2)" }
    private func day(_ date: String) -> String { "substr(\(date), 9, 2)" }

    /// Of postcodes of the United Kingdom's shape, all but so many letters at the end.
    private func postcode(_ l: String, _ r: String, without count: Int) -> String {
        let shape = "'^[a-z][a-z0-9]+[0-9][a-z][a-z]$'"
        let heads = [l, r].map { "left(\($0), length(\($0)) - \(count))" }
        let outwards = [l, r].map { "left(\($0), length(\($0)) - 3)" }
        return "(regexp_matches(\(l), \(shape)) AND regexp_matches(\(r), \(shape)) AND \(outwards[0]) = \(outwards[1])"
            + (count == 3 ? ")" : " AND \(heads[0]) = \(heads[1]))")
    }

    /// One edit, or likeness, of two texts; names of one letter are initials and nothing else.
    private func spelling(_ test: FieldComparison.Test, _ field: ComparisonField, _ l: String, _ r: String) -> String? {
        switch test.function {
        case .edits:
            // Of an identifier, the kind and its colon do not count.
            let shown = field == .identifier ? ["split_part(\(l), ':', 2)", "split_part(\(r), ':', 2)"] : [l, r]
            let lengthMin = max(test.lengthMin ?? 1, field == .given || field == .middle ? 2 : 1)
            return "(least(length(\(shown[0])), length(\(shown[1]))) >= \(lengthMin)"
                + " AND damerau_levenshtein(\(shown[0]), \(shown[1])) <= \(test.atMost ?? 1))"
        case .jaroWinkler where test.sameSound != true:
            let likeness = "jaro_winkler_similarity(\(l), \(r)) >= \(test.atLeast ?? 1)"
            return field == .surname ? likeness : "(least(length(\(l)), length(\(r))) >= 2 AND \(likeness))"
        default: return nil
        }
    }

    // MARK: - Names in each other's place

    private func has(_ wanted: ComparisonField...) -> Bool { wanted.allSatisfy(fields.contains) }

    /// Whether names reach a level of spelling, so that nothing else is looked for.
    private func isReached(_ field: ComparisonField) -> String {
        let found = comparison(field).levels.flatMap(\.tests)
            .filter { [.equal, .edits, .jaroWinkler].contains($0.function) }.compactMap { sql($0, field) }
        return "(" + found.joined(separator: " OR ") + ")"
    }

    private func has(_ function: FieldComparison.Function) -> Bool {
        comparison(.given).levels.contains { $0.tests.contains { $0.function == function } }
    }

    private var middleName: String? {
        guard has(.given, .middle), has(.middleName) else { return nil }
        return "((given_name_l = middle_name_r AND length(given_name_l) > 1)"
            + " OR (middle_name_l = given_name_r AND length(given_name_r) > 1))"
    }

    private var byMiddleName: String? { middleName.map { "\($0) AND NOT \(isReached(.given))" } }

    private var exchanged: String? {
        guard has(.given, .surname), has(.exchangedNames) else { return nil }
        let close =
            comparison(.surname).levels
            .first { $0.level == ComparisonField.surname.levels[Int(Level.Surname.close) - 1] }?.tests ?? []
        func near(_ l: String, _ r: String) -> String {
            let tests = close.compactMap { spelling($0, .surname, l, r) }
            return "(" + (["\(l) = \(r)"] + tests).joined(separator: " OR ") + ")"
        }
        var unreached = "NOT \(isReached(.given)) AND NOT \(isReached(.surname))"
        if let middleName { unreached += " AND NOT coalesce(\(middleName), FALSE)" }
        let initial = "length(given_name_l) > 1 AND length(given_name_r) > 1"
        return "\(initial) AND \(unreached) AND \(near("given_name_l", "surname_r"))"
            + " AND \(near("surname_l", "given_name_r"))"
    }

    // MARK: - Rules of pairs

    /// A rule as SQL, or `nil` where one of its parts has no word.
    func rule(_ rule: BlockingRule) -> String? {
        var said: [String] = []
        for part in rule.parts {
            guard let key = key(part), fields.contains(key.field) else { return nil }
            said.append("\(key.sql("l.\(key.field.column)")) = \(key.sql("r.\(key.field.column)"))")
        }
        return said.joined(separator: " AND ")
    }

    private func key(_ part: BlockingRule.Part) -> (field: ComparisonField, sql: (String) -> String)? {
        switch part {
        case .identifier: (.identifier, { $0 })
        case .phone: (.phone, { $0 })
        case .email: (.email, { $0 })
        case .postcode: (.postcode, { $0 })
        case .given: (.given, { $0 })
        case .givenInitial: (.given, { "left(\($0), 1)" })
        case .givenStart: (.given, { "left(\($0), 3)" })
        case .surname: (.surname, { $0 })
        case .surnameStart: (.surname, { "left(\($0), 4)" })
        case .birthDate: (.birthDate, { $0 })
        case .birthDay: (.birthDate, { "substr(\($0), 6, 5)" })
        case .birthYear: (.birthDate, { "substr(\($0), 1, 4)" })
        case .other1: (.other1, { $0 })
        case .other2: (.other2, { $0 })
        case .other3: (.other3, { $0 })
        case .other4: (.other4, { $0 })
        case .address, .givenSound, .petName, .surnameSound, .bothSounds: nil
        }
    }
}

extension FieldComparison.Test {
    /// The test as it stands in a file.
    var name: String { sameSound == true ? "\(function.rawValue) of the same sound" : function.rawValue }
}
