/// One step of an explanation: what was compared, how far it moved the odds, and why.
package struct WaterfallStep: Sendable, Hashable {
    /// What was compared: `Surname`.
    package var label: String
    /// Weight of the evidence in bits: +1 doubles the odds, −1 halves them.
    package var bits: Double
    /// In plain words: `both say OKAFOR-REYES, which 1 person in 90,000 has`.
    package var words: String?

    /// Creates a step.
    package init(_ label: String, bits: Double, words: String? = nil) {
        self.label = label
        self.bits = bits
        self.words = words
    }
}

/// How odds became a result: the starting odds, each comparison, the result.
///
/// The table is the chart.
package struct Waterfall: Sendable, Hashable {
    package var caption: String
    /// The odds before anything is compared, in bits.
    package var prior: Double
    package var steps: [WaterfallStep]
    /// The probability at the end, 0 to 1.
    package var probability: Double
    /// Whether the words of each step are shown.
    package var showsWords: Bool

    /// Creates a waterfall.
    package init(
        caption: String,
        prior: Double,
        steps: [WaterfallStep],
        probability: Double,
        showsWords: Bool = false
    ) {
        self.caption = caption
        self.prior = prior
        self.steps = steps
        self.probability = probability
        self.showsWords = showsWords
    }

    /// The sum of prior and steps, in bits.
    package var total: Double { steps.reduce(prior) { $0 + $1.bits } }

    /// The table with its bars.
    package var html: HTML {
        let scale = Scale(of: self)
        var rows = row(
            "Starting odds",
            from: 0,
            to: prior,
            scale: scale,
            class: "against",
            figure: Phrase.signed(prior)
        )
        var sum = prior
        for step in steps {
            rows.append(
                row(
                    step.label,
                    from: sum,
                    to: sum + step.bits,
                    scale: scale,
                    class: step.bits < 0 ? "against" : "for",
                    figure: Phrase.signed(step.bits),
                    words: step.words
                )
            )
            sum += step.bits
        }
        rows.append(
            row("Result", from: 0, to: sum, scale: scale, class: "total", figure: Phrase.percent(probability))
        )
        let why: HTML = showsWords ? "<th scope=\"col\">Why</th>" : HTML()
        return """
            <table class="waterfall\(showsWords ? " worded" : "")"><caption class="vh">\(caption)</caption>\
            <thead class="vh"><tr><th scope="col">Compared</th>\
            <th scope="col"><span>Drawn</span></th><th scope="col">Bits</th>\(why)</tr></thead><tbody>
            \(rows)</tbody></table>

            """
    }

    private func row(
        _ label: String,
        from start: Double,
        to end: Double,
        scale: Scale,
        class kind: StaticString,
        figure: String,
        words: String? = nil
    ) -> HTML {
        let left = scale.place(min(start, end))
        let width = max(scale.place(max(start, end)) - left, 0.4)
        let zero = scale.place(0)
        let last: HTML = showsWords ? "<td class=\"words\">\(words ?? "")</td>" : HTML()
        return """
            <tr\(HTML.attribute("class", "\(kind)"))><th scope="row">\(label)</th><td class="drawn"><svg \
            aria-hidden="true">\
            <line class="zero" x1="\(Drawing.units(zero))%" x2="\(Drawing.units(zero))%" y1="0" y2="100%"/>\
            <rect x="\(Drawing.units(left))%" width="\(Drawing.units(width))%" y="2" height="14" rx="3"/>\
            </svg></td><td class="num">\(figure)</td>\(last)</tr>

            """
    }

    /// Bits to per cent of the drawing's width.
    private struct Scale {
        private var low = 0.0
        private var high = 0.0

        init(of waterfall: Waterfall) {
            var sum = waterfall.prior
            low = min(0, sum)
            high = max(0, sum)
            for step in waterfall.steps where step.bits.isFinite {
                sum += step.bits
                low = min(low, sum)
                high = max(high, sum)
            }
        }

        func place(_ bits: Double) -> Double {
            guard high > low, bits.isFinite else { return 50 }
            return 3 + (bits - low) / (high - low) * 94
        }
    }
}
