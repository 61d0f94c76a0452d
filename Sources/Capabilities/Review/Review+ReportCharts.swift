import Foundation
import Linkage
import PageKit

/// The parts of the report; each chart is a table, or stands beside one with the same figures.
extension Review.LinkReport {
    // MARK: - Where the truth is known

    var quality: HTML {
        guard let quality = joined.quality else { return HTML() }
        let tiles = [
            (quality.pairwiseF1, "pairwise F1 at \(Self.figure(quality.pairwiseThreshold, 3))"),
            (quality.clusterF1, "cluster F1"), (quality.clusterPrecision, "cluster precision"),
            (quality.clusterRecall, "cluster recall"), (quality.bCubed, "B-cubed"),
        ].map { "<li><b>\(Self.figure($0.0, 4))</b><span>\($0.1)</span></li>" as HTML }
        let curve = PlotChart(
            words: "Precision against recall at each threshold; the figures are in the table beside it",
            across: "Recall: true pairs found",
            upwards: "Precision: pairs that are true",
            points: quality.thresholds.filter { $0.pairs > 0 }.map {
                .init(
                    x: $0.recall,
                    y: $0.precision,
                    words:
                        "from \($0.probability): precision \(Self.figure($0.precision, 4)), recall \(Self.figure($0.recall, 4))"
                )
            }
        )
        let table = DataTable(
            caption: "Thresholds",
            columns: ["Joined from"]
                + ["Pairs", "True", "Precision", "Recall", "F1"].map { .init($0, isNumber: true) },
            rows: quality.thresholds.map { step in
                [
                    HTML(text: "\(step.probability)"), HTML(text: Phrase.number(step.pairs)),
                    HTML(text: Phrase.number(step.right)), HTML(text: Self.figure(step.precision, 4)),
                    HTML(text: Self.figure(step.recall, 4)), HTML(text: Self.figure(step.f1, 4)),
                ]
            }
        )
        let known = quality.reliability.enumerated().filter { $0.element.pairs > 0 }
        let reliability = PlotChart(
            words: "Of pairs given each probability, the share that is true; the figures are in the table beside it",
            across: "Probability given",
            upwards: "Share that is true",
            points: known.map { _, tenth in
                let right = Double(tenth.right) / Double(tenth.pairs)
                return .init(
                    x: tenth.given,
                    y: right,
                    words: "given \(Self.figure(tenth.given, 3)), true \(Self.figure(right, 3)), \(tenth.pairs) pairs"
                )
            },
            showsEquality: true
        )
        let tenths = DataTable(
            caption: "Reliability",
            columns: ["Given"] + ["Mean", "Pairs", "True", "Share"].map { .init($0, isNumber: true) },
            rows: known.map { place, tenth in
                [
                    HTML(text: "\(Phrase.decimal(Double(place) / 10)) to \(Phrase.decimal(Double(place + 1) / 10))"),
                    HTML(text: Self.figure(tenth.given, 3)), HTML(text: Phrase.number(tenth.pairs)),
                    HTML(text: Phrase.number(tenth.right)),
                    HTML(text: Self.figure(Double(tenth.right) / Double(tenth.pairs), 3)),
                ]
            }
        )
        return Self.section(
            "Against the truth",
            "\(Phrase.number(quality.truePairs)) pairs are one person in the column that knows.",
            "<ul class=\"tiles\">\(tiles)</ul><div class=\"pair\"><div>\(curve.html)</div><div>\(table.html)</div></div>"
        )
            + Self.section(
                "Can the probabilities be believed?",
                "Points on the dashed line: of pairs given 0.9, nine in ten are true.",
                "<div class=\"pair\"><div>\(reliability.html)</div><div>\(tenths.html)</div></div>"
            )
    }

    // MARK: - Weights

    private func byField(_ row: (LevelWeight) -> BarTable.Row) -> [BarTable.Row] {
        var rows: [BarTable.Row] = []
        var field: String?
        for level in levels {
            if level.field != field { rows.append(.init(group: level.field)) }
            field = level.field
            rows.append(row(level))
        }
        return rows
    }

    var weights: HTML {
        let table = BarTable(
            caption: "Weight of each level",
            heads: ["Level", "Against · for", "Bits", "Pairs kept", "Expected true"],
            rows: byField { level in
                .init(
                    level.level,
                    [.init(level.bits, level.bits < 0 ? .against : .supporting)],
                    [
                        Phrase.signed(level.bits), Phrase.number(level.pairs),
                        Phrase.number(Int(level.expectedMatches.rounded())),
                    ]
                )
            }
        )
        return Self.section(
            "What each agreement weighs",
            "One bit more doubles the odds that two records are one person; the rarity of a value comes on top. Beside it: how many of the pairs worth a look reach the level, and how many of those are expected to be one person.",
            table.html
        )
    }

    var shares: HTML {
        let knowsHouseholds = levels.contains { $0.household != nil }
        let table = BarTable(
            caption: "How often each level occurs",
            heads: ["Level", "Upper: one person · lower: strangers", "m", "u"] + (knowsHouseholds ? ["Household"] : []),
            rows: byField { level in
                .init(
                    level.level,
                    [.init(level.match, .supporting), .init(level.stranger, .against)],
                    [Self.share(level.match), Self.share(level.stranger)]
                        + (knowsHouseholds ? [level.household.map(Self.share) ?? ""] : [])
                )
            }
        )
        return Self.section(
            "How often each level occurs",
            "Among pairs of one person (m) and of strangers (u). A weight is the logarithm of their ratio.",
            table.html
        )
    }

    // MARK: - Pairs and people

    var scores: HTML {
        guard !joined.edges.isEmpty else { return HTML() }
        let line = SplinkScorer.bits(probability: joined.joinProbability)
        var bands: [Int: (pairs: Int, expected: Double)] = [:]
        for edge in joined.edges {
            let band = Int((min(max(edge.bits, -40), 60) / 4).rounded(.down))
            bands[band, default: (0, 0)].pairs += 1
            bands[band, default: (0, 0)].expected += edge.probability
        }
        let table = BarTable(
            caption: "Pairs by weight",
            heads: ["Bits", "Pairs", "Pairs", "Expected true"],
            rows: bands.sorted { $0.key > $1.key }.map { band, count in
                .init(
                    "\(Phrase.number(band * 4)) to \(Phrase.number(band * 4 + 4))",
                    [.init(Double(count.pairs), Double(band * 4) >= line ? .supporting : .against)],
                    [Phrase.number(count.pairs), Phrase.number(Int(count.expected.rounded()))]
                )
            }
        )
        return Self.section(
            "Pairs by weight",
            "Violet from \(Phrase.signed(line)) bits on: joined, unless the group speaks against it.",
            table.html,
            wide: false
        )
    }

    var sizes: HTML {
        var counts: [Int: Int] = [:]
        for cluster in joined.clusters { counts[cluster.count, default: 0] += 1 }
        let sorted = counts.sorted { $0.key < $1.key }
        // Beyond twelve sizes the large ones stand together.
        var rows = sorted.prefix(12).map { ("\($0.key)", $0.value) }
        if let first = sorted.dropFirst(12).first, let last = sorted.last {
            rows.append(("\(first.key) to \(last.key)", sorted.dropFirst(12).reduce(0) { $0 + $1.value }))
        }
        let table = BarTable(
            caption: "People by number of records",
            heads: ["Records", "People, by logarithm", "People"],
            rows: rows.map { size, people in
                .init(size, [.init(log10(Double(people)) + 0.1, .supporting)], [Phrase.number(people)])
            }
        )
        return Self.section(
            "People by number of records",
            "The largest person has \(Phrase.count(sorted.last?.key ?? 0, "record")).",
            table.html,
            wide: false
        )
    }

    // MARK: - How pairs were found

    var blocking: HTML {
        let table = BarTable(
            caption: "Rules by which pairs were found",
            heads: ["Both share", "Pairs", "Pairs"],
            rows: joined.rules.map { .init($0.rule, [.init(Double($0.pairs), .total)], [Phrase.number($0.pairs)]) }
        )
        let oversized = DataTable(
            caption: "Blocks too large to pair in full",
            columns: [
                "Both share", .init("Blocks divided", isNumber: true), .init("Records in the largest", isNumber: true),
            ],
            rows: joined.oversized.map {
                [HTML(text: $0.rule), HTML(text: Phrase.number($0.blocks)), HTML(text: Phrase.number($0.largest))]
            }
        )
        let divided: HTML =
            joined.oversized.isEmpty
            ? "<p class=\"quiet\">No block was too large to pair in full.</p>"
            : "<h3>Blocks divided because they were too large</h3>\(oversized.html)"
        return Self.section(
            "Where pairs were looked for",
            "A pair that several rules find is compared once; here it counts for each.",
            "\(table.html)\(divided)"
        )
    }

    var roles: HTML {
        guard !joined.columns.isEmpty else { return HTML() }
        let table = DataTable(
            caption: "What the columns say",
            columns: ["Column", "Taken as", "Why"],
            rows: joined.columns.map { [HTML(text: $0.name), HTML(text: $0.role.title), HTML(text: $0.reason)] }
        )
        return Self.section("What the columns were taken for", "By heading, or by the look of the values.", table.html)
    }

    // MARK: - Pairs one by one

    var pairs: HTML {
        guard !nearest.isEmpty else { return HTML() }
        let cards = nearest.map { pair -> HTML in
            let waterfall = Waterfall(
                caption: pair.sentence,
                prior: pair.priorBits,
                steps: pair.steps.filter { $0.bits != 0 || !$0.a.isEmpty && !$0.b.isEmpty }.map { step in
                    WaterfallStep(step.field, bits: step.bits, words: Review.words(of: step))
                },
                probability: pair.probability,
                showsWords: true
            )
            return """
                <article><h3>\(joined.keys[Int(pair.a)]) <span>against</span> \(joined.keys[Int(pair.b)])</h3>\
                <p>\(pair.sentence)</p>\(waterfall.html)</article>

                """
        }
        return Self.section(
            "Nearest to the line",
            "The pairs on which a judgement decides. Any other: <code>reeve explain A B --from</code> this folder.",
            "<div class=\"cards\">\(cards)</div>"
        )
    }

    var judging: HTML {
        guard sample > 0 else { return HTML() }
        return Self.section(
            "Judge where it helps most",
            "\(Phrase.count(sample, "pair")) stand in <code>review-sample.csv</code>, the most telling first, both records side by side and without their score. Write <i>same</i>, <i>different</i> or <i>unsure</i> into the column <code>judgement</code>, and join again with <code>--labels review-sample.csv</code>: what you judged stands above the weights.",
            HTML()
        )
    }
}

extension ColumnRoles.Role {
    /// The role in words.
    fileprivate var title: String {
        switch self {
        case .given: "first names"
        case .middle: "middle names"
        case .surname: "surname"
        case .fullName: "whole name"
        case .birthDate: "date of birth"
        case .sex: "sex"
        case .postcode: "postcode"
        case .houseNumber: "house number"
        case .address: "address"
        case .phone: "phone"
        case .email: "e-mail"
        case .identifier: "identifier"
        case .other: "another fact"
        case .ignored: "not used"
        }
    }
}
