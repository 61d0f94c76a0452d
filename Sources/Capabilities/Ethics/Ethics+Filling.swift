import CapabilityKit
import Vocabulary

extension EthicsUse {
    /// Fills a part in from the values of its form.
    ///
    /// - Throws: ``Fault`` `ethics.field` for what cannot be read; nothing is then changed.
    mutating func fill(_ part: EthicsPart, _ values: [String: String]) throws {
        let fields = EthicsFields(values: values)
        switch part {
        case .problem:
            problem = Problem(
                statement: try fields.needed("statement"),
                measure: try fields.needed("measure"),
                baseline: try fields.whole("baseline"),
                measuredOn: try fields.day("measuredOn")
            )
        case .alternatives:
            alternatives = try Alternative.Kind.allCases.compactMap { kind in
                let words = try fields.bounded(kind.rawValue)
                return words.isEmpty ? nil : Alternative(kind: kind, whyNot: words)
            }
        case .algoCare:
            algoCare = try AlgoCare.allCases.reduce(into: [:]) { $0[$1] = try fields.bounded($1.rawValue) }
        case .impact:
            impact = try ImpactHead.allCases.reduce(into: [:]) { $0[$1] = try fields.bounded($1.rawValue) }
        case .equality:
            equality.append(
                Evidence(
                    statement: try fields.needed("statement"),
                    document: try fields.needed("document"),
                    lookedAtOn: try fields.day("lookedAtOn")
                )
            )
        case .pilot:
            pilot = Pilot(
                from: try fields.day("from"),
                until: try fields.day("until"),
                killCriteria: try fields.thresholds("killCriteria"),
                agreedOn: try fields.day("agreedOn")
            )
        case .parallel: parallel = try Self.run(fields)
        case .stopping: stoppingPlan = try fields.needed("text")
        case .training: trainingPlan = try fields.needed("text")
        case .record:
            let filled = try Self.record(fields)
            if let record { earlierRecords.append(record) }
            record = filled
        case .benefits: benefits = try fields.lines("lines").map(Self.benefit)
        }
    }

    private static func run(_ fields: EthicsFields) throws -> ParallelRun {
        var groups: [String: ParallelRun.Side] = [:]
        for (name, value) in try fields.pairs("groups") {
            let sides = value.split(separator: "/")
            guard sides.count == 2 else {
                throw Fault.ethicsField(
                    "groups",
                    "`\(value)` has not two sides",
                    help: "separate today and with it by /"
                )
            }
            groups[name] = ParallelRun.Side(
                today: try EthicsFields.counts(sides[0], "groups"),
                tool: try EthicsFields.counts(sides[1], "groups")
            )
        }
        return ParallelRun(
            groups: groups,
            falseAlarmCost: try fields.whole("falseAlarmCost"),
            missCost: try fields.whole("missCost"),
            agreedOn: try fields.day("agreedOn"),
            from: try fields.day("from")
        )
    }

    private static func record(_ fields: EthicsFields) throws -> TransparencyRecord {
        guard let edition = TransparencyRecord.Edition(rawValue: fields.text("edition")) else {
            throw Fault.ethicsField("edition", "`\(fields.text("edition"))` is no edition", help: "give 1 or 3.0")
        }
        let pairs = try fields.pairs("fields").map { ($0.name, $0.value) }
        let record = TransparencyRecord(edition: edition, fields: Dictionary(pairs) { "\($0)\n\($1)" })
        guard record.unknown.isEmpty else {
            throw Fault.ethicsField(
                "fields",
                "edition \(edition.rawValue) has no field `\(record.unknown.joined(separator: ", "))`",
                help: "its fields are \(edition.fields.map(\.name).joined(separator: ", "))"
            )
        }
        return record
    }

    private static func benefit(_ line: String) throws -> Benefit {
        let parts = line.split(separator: "|", omittingEmptySubsequences: false).map { part in
            EthicsFields(values: ["lines": String(part)]).text("lines")
        }
        guard (3...4).contains(parts.count), !parts[0].isEmpty, let promised = Int(parts[1]),
            let day = CalendarDate(parsing: parts[2]), day.isComplete,
            parts.count < 4 || parts[3].isEmpty || Int(parts[3]) != nil
        else {
            throw Fault.ethicsField(
                "lines",
                "`\(line)` is no promise",
                help: "write it as: found late | 10 | 2027-01-01 | 4"
            )
        }
        return Benefit(
            measure: parts[0],
            promised: promised,
            promisedOn: day,
            measured: parts.count > 3 ? Int(parts[3]) : nil
        )
    }

    /// What a part's form holds now, so that nothing is typed twice.
    func values(of part: EthicsPart) -> [String: String] {
        switch part {
        case .problem:
            guard let problem else { return [:] }
            return [
                "statement": problem.statement, "measure": problem.measure, "baseline": "\(problem.baseline)",
                "measuredOn": "\(problem.measuredOn)",
            ]
        case .alternatives:
            return Dictionary(alternatives.map { ($0.kind.rawValue, $0.whyNot) }) { $1 }
        case .algoCare: return Dictionary(uniqueKeysWithValues: algoCare.map { ($0.key.rawValue, $0.value) })
        case .impact: return Dictionary(uniqueKeysWithValues: impact.map { ($0.key.rawValue, $0.value) })
        case .equality: return [:]
        case .pilot:
            guard let pilot else { return [:] }
            return [
                "from": "\(pilot.from)", "until": "\(pilot.until)", "agreedOn": "\(pilot.agreedOn)",
                "killCriteria": pilot.killCriteria.map(\.text).joined(separator: "\n"),
            ]
        case .parallel:
            guard let parallel else { return [:] }
            let lines = parallel.groups.sorted { $0.key < $1.key }.map { name, side in
                "\(name): \(side.today.text) / \(side.tool.text)"
            }
            return [
                "agreedOn": "\(parallel.agreedOn)", "from": "\(parallel.from)",
                "falseAlarmCost": "\(parallel.falseAlarmCost)", "missCost": "\(parallel.missCost)",
                "groups": lines.joined(separator: "\n"),
            ]
        case .stopping: return ["text": stoppingPlan]
        case .training: return ["text": trainingPlan]
        case .record:
            guard let record else { return ["edition": TransparencyRecord.Edition.three.rawValue] }
            let known = record.edition.fields.map(\.name).filter { record.fields[$0] != nil }
            let lines = known.flatMap { name in
                record.fields[name, default: ""].split(separator: "\n").map { "\(name): \($0)" }
            }
            return ["edition": record.edition.rawValue, "fields": lines.joined(separator: "\n")]
        case .benefits:
            let lines = benefits.map { benefit in
                "\(benefit.measure) | \(benefit.promised) | \(benefit.promisedOn) | \(benefit.measured.map(String.init) ?? "")"
            }
            return ["lines": lines.joined(separator: "\n")]
        }
    }

    /// Whether something is filled in.
    func has(_ part: EthicsPart) -> Bool {
        switch part {
        case .equality: !equality.isEmpty
        case .record: record != nil
        default: values(of: part).values.contains { !$0.isEmpty }
        }
    }
}

extension EthicsUse.Alternative.Kind {
    /// The alternative in words.
    var title: String {
        switch self {
        case .doNothing: "Doing nothing"
        case .dataAlreadyHeld: "Data already held"
        case .withoutTechnology: "Another way of working"
        case .otherTool: "Another tool"
        }
    }
}

extension OutcomeCounts {
    /// True and false positives, false and true negatives, as a form has them.
    var text: String { "\(truePositives) \(falsePositives) \(falseNegatives) \(trueNegatives)" }
}
