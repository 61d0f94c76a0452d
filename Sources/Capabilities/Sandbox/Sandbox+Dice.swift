extension Sandbox {
    /// Seeded dice: xoshiro256** started by SplitMix64.
    ///
    /// A value, so that a copy repeats itself. Everything the sandbox decides is decided here with whole numbers, which
    /// is why a nation has the same bytes on every machine. Source of the algorithms: Blackman and Vigna, public domain.
    package struct Dice: Sendable {
        private var state: (UInt64, UInt64, UInt64, UInt64)

        /// Starts one stream of a seed: two streams of one seed have nothing to do with each other.
        package init(seed: UInt64, stream: UInt64 = 0) {
            var mixer = seed ^ (stream &+ 1) &* 0xD134_2543_DE82_EF95
            func step() -> UInt64 {
                mixer &+= 0x9E37_79B9_7F4A_7C15
                return Sandbox.mixed(mixer)
            }
            state = (step(), step(), step(), step())
        }

        /// The next 64 random bits.
        package mutating func next() -> UInt64 {
            let scaled = state.1 &* 5
            let result = ((scaled << 7) | (scaled >> 57)) &* 9
            let shifted = state.1 << 17
            state.2 ^= state.0
            state.3 ^= state.1
            state.1 ^= state.2
            state.0 ^= state.3
            state.2 ^= shifted
            state.3 = (state.3 << 45) | (state.3 >> 19)
            return result
        }

        /// A whole number from 0 up to but not including `count`; 0 when `count` is 1 or less.
        package mutating func below(_ count: Int) -> Int {
            guard count > 1 else { return 0 }
            return Int(next().multipliedFullWidth(by: UInt64(count)).high)
        }

        /// A whole number in a closed range; the first when the range is upside down.
        package mutating func between(_ first: Int, _ last: Int) -> Int {
            last <= first ? first : first + below(last - first + 1)
        }

        /// True so many times in a thousand.
        package mutating func chance(_ perMille: Int) -> Bool { below(1000) < perMille }

        /// One of the elements, or `nil` when there are none.
        package mutating func pick<Element>(_ elements: [Element]) -> Element? {
            elements.isEmpty ? nil : elements[below(elements.count)]
        }
    }

    /// SplitMix64's finalizer: a number that looks random and is always the same for the same input.
    static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// Elements, each with a weight in whole numbers.
    struct Weighted<Element: Sendable>: Sendable {
        private(set) var elements: [Element] = []
        private var upTo: [Int] = []

        var isEmpty: Bool { elements.isEmpty }

        init() {}

        init(_ pairs: [(Element, Int)]) {
            for (element, weight) in pairs { add(element, weight) }
        }

        mutating func add(_ element: Element, _ weight: Int) {
            guard weight > 0 else { return }
            elements.append(element)
            upTo.append((upTo.last ?? 0) + weight)
        }

        /// Draws by weight, O(log n); `nil` when there is nothing to draw.
        func draw(_ dice: inout Dice) -> Element? {
            guard let total = upTo.last else { return nil }
            let target = dice.below(total)
            var low = 0
            var high = upTo.count - 1
            while low < high {
                let middle = (low + high) / 2
                if upTo[middle] > target { high = middle } else { low = middle + 1 }
            }
            return elements[low]
        }
    }
}
