import CapabilityKit
import Vocabulary

extension Ethics {
    /// One part of a use's page, with its form for who may fill it in.
    static func part(_ part: EthicsPart, of use: EthicsUse, _ screen: EthicsScreen) -> Card {
        let form = screen.form(
            .fill,
            part == .equality ? "Add evidence" : "Fill in: \(part.title)",
            hidden: [("use", use.number), ("part", part.rawValue)],
            part.fields,
            choices: part == .record
                ? [
                    "edition": TransparencyRecord.Edition.allCases.map {
                        FormField.Choice($0.rawValue, "Edition \($0.rawValue)")
                    }
                ]
                : [:],
            values: use.values(of: part)
        )
        let body: HTML = use.has(part) ? content(part, of: use, on: screen.day) : "<p>Not filled in.</p>"
        return Card(
            part.title,
            anchor: part.rawValue,
            subtitle: part.source,
            width: 6,
            body: "\(body)\(form)"
        )
    }

    private static func content(_ part: EthicsPart, of use: EthicsUse, on day: CalendarDate) -> HTML {
        let values = use.values(of: part)
        switch part {
        case .problem, .alternatives, .algoCare, .impact, .stopping, .training, .pilot:
            return summary(
                part.fields.filter { !values[$0.name, default: ""].isEmpty }.map { field in
                    let hint = part == .algoCare ? field.hint.map { " (\($0))" } ?? "" : ""
                    return (field.label + hint, values[field.name] ?? "")
                }
            )
        case .equality:
            let lines = use.equality.reversed().map { evidence -> HTML in
                let age = (day.dayNumber ?? 0) - (evidence.lookedAtOn.dayNumber ?? 0)
                let old: HTML =
                    age > EthicsUse.equalityDaysMax ? " <span class=\"tag warn\">older than a year</span>" : HTML()
                return """
                    <li><b>\(Phrase.day(evidence.lookedAtOn))</b>\(old) \(evidence.statement) \
                    <span class="more">shown by: \(evidence.document)</span></li>
                    """
            }
            return "<ul>\(lines)</ul>"
        case .parallel: return parallel(use)
        case .benefits: return benefits(use)
        case .record: return record(use)
        }
    }

    private static func parallel(_ use: EthicsUse) -> HTML {
        guard let run = use.parallel else { return HTML() }
        let rows = run.groups.sorted { $0.key < $1.key }.flatMap { name, side -> [[HTML]] in
            [("today", side.today), ("with it", side.tool)].map { way, counts in
                ["\(name)", "\(way)"] + cells(counts) + [
                    "\(Phrase.number(counts.falsePositives * run.falseAlarmCost + counts.falseNegatives * run.missCost))"
                ]
            }
        }
        let worse = run.worse
        let verdict: HTML =
            worse.isEmpty
            ? "<p><span class=\"tag ok\">\(Icon.check.html)better</span> for every group, at the costs agreed before.</p>"
            : """
            <p><span class="tag risk">\(Icon.stop.html)going live is refused</span></p>\
            <ul>\(worse.map { "<li>\($0)</li>" as HTML })</ul>
            """
        return """
            \(verdict)<p>A false alarm costs \(run.falseAlarmCost), a miss \(run.missCost); agreed on \
            \(Phrase.day(run.agreedOn)), run from \(Phrase.day(run.from)).</p>\
            \(DataTable(
                caption: "The same cases today and with it",
                columns: ["Group", "Way"] + countColumns + [DataTable.Column("Cost of errors", isNumber: true)],
                rows: rows
            ).html)
            """
    }

    private static func benefits(_ use: EthicsUse) -> HTML {
        let rows = use.benefits.map { benefit -> [HTML] in
            let gap: HTML =
                switch benefit.gap {
                case nil: "not measured"
                case let gap? where gap > 0: "<span class=\"tag warn\">\(Icon.alert.html)short by \(gap)</span>"
                case _?: "<span class=\"tag ok\">\(Icon.check.html)kept</span>"
                }
            return [
                "\(benefit.measure)", "\(benefit.promised)", "\(Phrase.shortDay(benefit.promisedOn))",
                benefit.measured.map { "\($0)" } ?? "–", gap,
            ]
        }
        return DataTable(
            caption: "Promised and measured",
            columns: [
                "What", DataTable.Column("Promised", isNumber: true), "On",
                DataTable.Column("Measured", isNumber: true),
                "Gap",
            ],
            rows: rows
        ).html
    }

    private static func record(_ use: EthicsUse) -> HTML {
        guard let record = use.record else { return HTML() }
        let rows = record.edition.fields.compactMap { field in
            record.fields[field.name].map { (field.name, $0) }
        }
        let missing: HTML =
            record.missing.isEmpty
            ? HTML()
            : "<p><span class=\"tag warn\">\(Icon.alert.html)lacks</span> \(record.missing.joined(separator: ", "))</p>"
        let before: HTML =
            use.earlierRecords.isEmpty
            ? HTML()
            : """
            <p>\(Phrase.count(use.earlierRecords.count, "earlier version")) (\
            \(use.earlierRecords.map { "edition \($0.edition.rawValue)" }.joined(separator: ", "))): each stands in the log.</p>
            """
        return """
            <p>Edition \(record.edition.rawValue), version \(use.earlierRecords.count + 1).</p>\(missing)\
            \(summary(rows))\(before)
            """
    }

    // MARK: - Counts

    /// The headings of four counts.
    static let countColumns: [DataTable.Column] = [
        DataTable.Column("Said yes, was so", isNumber: true), DataTable.Column("Said yes, was not", isNumber: true),
        DataTable.Column("Said no, was so", isNumber: true), DataTable.Column("Said no, was not", isNumber: true),
    ]

    /// Four counts as cells.
    static func cells(_ counts: OutcomeCounts) -> [HTML] {
        [counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives].map {
            "\(Phrase.number($0))"
        }
    }

    /// What was counted last: the four counts, every ratio with what it is of, and what people did.
    static func figures(_ number: String, _ screen: EthicsScreen) -> Card? {
        guard let all = screen.book.log.register.measured[number], let last = all.last else { return nil }
        let groups = last.measures.groups.sorted { $0.key < $1.key }
        let counts = DataTable(
            caption: "Outcomes by group",
            columns: ["Group"] + countColumns,
            rows: groups.map { ["\($0.key)"] + cells($0.value) }
        ).html
        let lines = groups.first?.value.ratios.indices.map { place -> [HTML] in
            let named = groups.map { $0.value.ratios[place] }
            return ["\(named[0].name)", "\(named[0].of)"]
                + named.map { one in
                    one.ratio.map { ratio in
                        """
                        \(ratio.percent()) <span class="more">\(Phrase.number(ratio.numerator)) of \
                        \(Phrase.number(ratio.denominator))</span>
                        """
                    } ?? "no cases"
                }
        }
        let ratios = DataTable(
            caption: "Every ratio, computed from the counts",
            columns: ["What", "Of"] + groups.map { DataTable.Column($0.key, isNumber: true) },
            rows: lines ?? []
        ).html
        return Card(
            "How often it is wrong, and who decides",
            anchor: "figures",
            subtitle: "written down on \(Phrase.day(last.on)), entry \(Phrase.number(last.entry)); "
                + Phrase.count(all.count, "period"),
            isPadded: false,
            body: """
                \(groups.isEmpty ? HTML() : "\(counts)\(ratios)")\
                <div class="body">\(involvement(last.measures))</div>
                """
        )
    }

    private static func involvement(_ measures: UseMeasures) -> HTML {
        let people = measures.involvement
        func words(_ ratio: ExactRatio?) -> String {
            ratio.map { "\($0.percent()): \(Phrase.number($0.numerator)) of \(Phrase.number($0.denominator))" }
                ?? "no judgements"
        }
        let shown = people.judgements.map(\.shown).reduce(0, +)
        let changed = people.judgements.map(\.changed).reduce(0, +)
        let flag: HTML =
            !people.judgements.isEmpty && people.overrides == 0
            ? "<p><span class=\"tag warn\">\(Icon.alert.html)every one accepted</span> nothing shows that a person decides.</p>"
            : HTML()
        return """
            <h3>What people did with it</h3>\(flag)\(summary([
                ("Decided otherwise", words(people.overrideRate)), ("Accepted", words(people.acceptRate)),
                ("Judgements that changed something", words(people.changedRate)),
                ("Things shown, things changed", "\(Phrase.number(shown)), \(Phrase.number(changed))"),
                ("Looked at for", people.medianSeconds.map { "\($0) s in the middle" } ?? "not measured"),
                ("Used", Phrase.count(measures.uses, "time")),
            ]))
            """
    }
}
