/// A pair of which a person, or a register, has said whether it is one person: what an estimate may learn from.
///
/// Unlike a ``Judgement`` it binds nothing.
package struct LabelledPair: Sendable, Hashable {
    package var a: Int64
    package var b: Int64
    package var isSame: Bool

    /// A labelled pair; which of the two comes first means nothing.
    package init(_ a: Int64, _ b: Int64, isSame: Bool) {
        self.a = a
        self.b = b
        self.isSame = isSame
    }
}

extension LinkageModel {
    /// Moves the share of matches towards what labelled pairs say, by the weights that the model gives them.
    ///
    /// People label the pairs they are shown, which are not like the rest: learning how often labelled matches agree
    /// would learn how pairs were chosen. Given its weight, though, a pair that was shown is like one that was not. So
    /// the labels settle one number, the prior, by its most likely value: a few move it little, some hundreds settle
    /// it, a wrong one counts no more than `weightMax`, and what the weights say among themselves stays.
    mutating func follow(_ labels: [(bits: Double, isSame: Bool)]) {
        guard !labels.isEmpty else { return }
        // The slope of the likelihood falls, so that halving finds where it is level.
        var (low, high) = (-Self.moveMax, Self.moveMax)
        for _ in 0..<40 {
            let move = (low + high) / 2
            var slope = -move / (Self.moveSpread * Self.moveSpread)
            for label in labels {
                let bits = min(max(label.bits, -Self.weightMax), Self.weightMax)
                slope += (label.isSame ? 1 : 0) - Binary.probability(bits + move)
            }
            if slope > 0 { low = move } else { high = move }
        }
        let odds = matchShare / (1 - matchShare) * Binary.power((low + high) / 2)
        matchShare = min(max(odds / (1 + odds), Estimation.shareMin), Estimation.shareMax)
    }

    private static let weightMax = 6.0
    /// The estimate without labels is about so many bits off, and never more than `moveMax`.
    private static let moveSpread = 1.5
    private static let moveMax = 5.0
}
