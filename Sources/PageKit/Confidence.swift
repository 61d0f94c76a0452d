/// How sure the picture is of something: five bars and a word, so that colour is never alone.
package struct Confidence: Sendable, Hashable {
    /// 0 to 5 bars lit.
    package var bars: Int
    package var word: String
    /// Whether software worked it out: such bars are violet.
    package var isInferred: Bool

    /// Creates a confidence; bars outside 0 to 5 are brought inside.
    package init(bars: Int, word: String, isInferred: Bool = false) {
        self.bars = min(max(bars, 0), 5)
        self.word = word
        self.isInferred = isInferred
    }

    /// Creates an inferred confidence from a probability: `0.97` is five bars and `97%`.
    package init(probability: Double) {
        let bars = [0.2, 0.5, 0.75, 0.9, 0.95].count { probability >= $0 }
        self.init(bars: bars, word: Phrase.percent(probability), isInferred: true)
    }

    /// Several sources agree and none disagrees.
    package static let certain = Confidence(bars: 5, word: "Certain")
    /// Good sources, with a small gap or an older date.
    package static let strong = Confidence(bars: 4, word: "Strong")
    /// One source, unconfirmed.
    package static let fair = Confidence(bars: 3, word: "Fair")
    /// Untested, or contradicted.
    package static let weak = Confidence(bars: 2, word: "Weak")

    /// The bars and the word.
    package var html: HTML {
        var bars = HTML()
        for bar in 1...5 { bars.append(bar <= self.bars ? "<u class=\"on\"></u>" : "<u></u>") }
        return """
            <span class="confidence\(isInferred ? " inferred" : "")"><i aria-hidden="true">\(bars)</i>\
            \(HTML.spoken("confidence "))\(word)</span>
            """
    }
}
