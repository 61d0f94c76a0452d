import CapabilityKit

extension Contact {
    /// What an audit of many calls comes to.
    ///
    /// No officer stands in it, and no cell so small that it tells of one.
    package struct AuditReport: Encodable, Hashable, Sendable {
        package var calls = 0
        package var graded = 0
        /// The version of the rules it was made by.
        package var version = ""
        package var rules: [Line] = []
        package var findings: [Finding] = []
        package var consistency: [Cell] = []
        package var measures: [Measure] = []
        /// The same measures before and after a day, where one was given.
        package var before: [Measure]?
        package var after: [Measure]?

        /// How often one rule was broken.
        package struct Line: Encodable, Hashable, Sendable {
            package var id: String
            package var title: String
            package var calls: Int
        }

        /// One call that breaks one rule.
        package struct Finding: Encodable, Hashable, Sendable {
            package var incident: String
            package var rule: String
            package var says: String
        }

        /// One shift, team or force: how many calls there, and how many off the usual grade of their facts.
        package struct Cell: Encodable, Hashable, Sendable {
            package var by: String
            package var name: String
            /// `nil` where there are too few to say.
            package var calls: Int?
            package var off: Int?
        }

        /// One figure over all calls that have it: `nil` where there are too few to say.
        package struct Measure: Encodable, Hashable, Sendable {
            package var name: String
            package var calls: Int?
            package var median: Double?
            package var p95: Double?
        }
    }

    /// The audit of calls: consistency, what each breaks, and how long things took.
    ///
    /// - `people`: how many people took the calls of each team; a team of too few is not shown.
    /// - `change`: the day, as `2026-11-01`, on whose two sides the measures are compared.
    package static func audit(
        _ calls: [Examined],
        people: [String: Int] = [:],
        change: String? = nil,
        by file: AuditFile
    ) -> AuditReport {
        var report = AuditReport(calls: calls.count, version: file.version)
        let graded = calls.filter { $0.grade != nil && !$0.facts.isEmpty }
        report.graded = graded.count
        let usual = Dictionary(grouping: graded) { $0.facts.joined(separator: " ") }.mapValues { usualGrade($0, file) }
        func isOff(_ call: Examined) -> Bool {
            guard let grade = usual[call.facts.joined(separator: " ")] ?? nil else { return false }
            return call.grade != grade
        }
        for call in calls {
            let broken = (call.grade != nil && isOff(call) ? ["A1"] : []) + call.breaks
            for rule in file.rules where broken.contains(rule.id) {
                report.findings.append(.init(incident: call.incident, rule: rule.id, says: rule.says))
            }
        }
        report.rules = file.rules.map { rule in
            .init(id: rule.id, title: rule.title, calls: report.findings.count { $0.rule == rule.id })
        }
        let sides: [(String, (Examined) -> String)] = [("shift", \.shift), ("team", \.team), ("force", \.force)]
        for (by, name) in sides {
            let cells = Dictionary(grouping: graded, by: name).filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
            report.consistency += cells.map { name, calls in
                let isShown =
                    calls.count >= file.cellMin && (by != "team" || people[name, default: 0] >= file.peopleMin)
                let off = calls.count(where: isOff)
                // A count of few among many tells of few: it is left out as well.
                let isSmall = off > 0 && off < file.cellMin
                return .init(
                    by: by,
                    name: name,
                    calls: isShown ? calls.count : nil,
                    off: isShown && !isSmall ? off : nil
                )
            }
        }
        report.measures = measures(calls, file)
        if let change {
            report.before = measures(calls.filter { $0.openedAt.prefix(10) < change }, file)
            report.after = measures(calls.filter { $0.openedAt.prefix(10) >= change }, file)
        }
        return report
    }

    /// The grade that most calls with the same facts were given: `nil` where too few say so, or as many say otherwise.
    private static func usualGrade(_ calls: [Examined], _ file: AuditFile) -> Int? {
        let counts = Dictionary(grouping: calls.compactMap(\.grade)) { $0 }.mapValues(\.count)
        guard let most = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), calls.count >= file.cellMin,
            most.value * 2 > calls.count
        else { return nil }
        return most.key
    }

    private static func measures(_ calls: [Examined], _ file: AuditFile) -> [AuditReport.Measure] {
        let all: [(String, (Examined.Times) -> Double?)] = [
            ("seconds to answer", \.answer), ("seconds to the first safety fact", \.safety),
            ("seconds to a grade", \.grade), ("seconds to dispatch", \.send),
            ("questions put to sources", { Double($0.questions) }), ("acts of a person", { Double($0.acts) }),
        ]
        return all.map { name, value in
            let values = calls.compactMap { value($0.times) }.sorted()
            guard values.count >= file.cellMin else { return .init(name: name) }
            // Rounded, so that the slowest call of few is nobody's own figure.
            func at(_ share: Double) -> Double {
                values[min(values.count - 1, Int(Double(values.count) * share))].rounded()
            }
            return .init(name: name, calls: values.count, median: at(0.5), p95: values.count >= 20 ? at(0.95) : nil)
        }
    }
}
