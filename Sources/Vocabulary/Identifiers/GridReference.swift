/// A reference of the British National Grid: `TG 51409 13177`, the south-west corner of a square.
///
/// The grid of Ireland, which has one letter, is another and is not read.
package struct GridReference: Hashable, Sendable, CustomStringConvertible {
    /// Metres east of the false origin, of the square's south-west corner.
    package let easting: Int
    /// Metres north of the false origin, of the square's south-west corner.
    package let northing: Int
    /// The side of the square in metres: 1, 10, 100 or 1000.
    package let squareMetres: Int

    /// Reads letters with two halves of two to five digits, or whole metres east and north.
    ///
    /// `TG 51409 13177`, `tg5140913177`, `TG 51 13` and `651409, 313177` are references; `nil` for unequal halves,
    /// squares that do not exist and anything else.
    package init?(_ text: String) {
        guard let compact = Compact(text, keeping: UInt8(ascii: ",")), compact.count >= 6 else { return nil }
        if let comma = compact.firstIndex(of: UInt8(ascii: ",")), compact[0].isDigit {
            guard comma <= 7, (2...8).contains(compact.count - comma), let east = compact.number(0..<comma),
                let north = compact.number((comma + 1)..<compact.count)
            else { return nil }
            self.init(easting: Int(east), northing: Int(north))
            return
        }
        guard compact.isLetters(0..<2), let square = Self.square(compact[0], compact[1]) else { return nil }
        // A comma may stand between the halves, nowhere else.
        let comma = compact.firstIndex(of: UInt8(ascii: ","))
        let digits = compact.count - 2 - (comma == nil ? 0 : 1)
        let half = digits / 2
        guard digits.isMultiple(of: 2), (2...5).contains(half), comma == nil || comma == 2 + half,
            let east = compact.number(2..<(2 + half)),
            let north = compact.number((compact.count - half)..<compact.count)
        else { return nil }
        var side = 1
        for _ in half..<5 { side *= 10 }
        self.init(
            easting: square.east * 100_000 + Int(east) * side,
            northing: square.north * 100_000 + Int(north) * side,
            squareMetres: side
        )
    }

    /// The square of a side that holds a point of the grid; `nil` outside the grid or for a side that is not 1, 10,
    /// 100 or 1000 metres.
    package init?(easting: Int, northing: Int, squareMetres: Int = 1) {
        guard (0..<1_000_000).contains(easting), (0..<1_500_000).contains(northing),
            Self.letters(east: easting / 100_000, north: northing / 100_000) != nil,
            [1, 10, 100, 1000].contains(squareMetres)
        else { return nil }
        self.easting = easting - easting % squareMetres
        self.northing = northing - northing % squareMetres
        self.squareMetres = squareMetres
    }

    /// Two letters and two halves with spaces: `TG 51409 13177`, `TG 514 131`.
    package var description: String {
        guard let letters = Self.letters(east: easting / 100_000, north: northing / 100_000) else { return "" }
        var width = 5
        var side = 1
        while side < squareMetres {
            side *= 10
            width -= 1
        }
        return String(ascii: 4 + 2 * width) { out in
            out.put(letters.0)
            out.put(letters.1)
            out.put(UInt8(ascii: " "))
            out.put(easting % 100_000 / squareMetres, width: width)
            out.put(UInt8(ascii: " "))
            out.put(northing % 100_000 / squareMetres, width: width)
        }
    }

    /// Which 100 km square two letters name, counted from the false origin.
    ///
    /// The first letter is a square of 500 km (H, J, N, O, S and T are the ones with land), the second one of 100 km
    /// inside it, each lettered from the north-west without I.
    private static func square(_ first: UInt8, _ second: UInt8) -> (east: Int, north: Int)? {
        guard "HJNOST".utf8.contains(first), second.isUpper, second != UInt8(ascii: "I") else { return nil }
        let large = place(first)
        let small = place(second)
        let east = (large + 3) % 5 * 5 + small % 5
        let north = (3 - large / 5) * 5 + 4 - small / 5
        return (east, north)
    }

    private static func letters(east: Int, north: Int) -> (UInt8, UInt8)? {
        guard (0..<10).contains(east), (0..<15).contains(north) else { return nil }
        let large = letter((3 - north / 5) * 5 + 2 + east / 5)
        guard "HJNOST".utf8.contains(large) else { return nil }
        return (large, letter((4 - north % 5) * 5 + east % 5))
    }

    /// The place of a letter in the alphabet without I: A is 0, Z is 24.
    private static func place(_ letter: UInt8) -> Int {
        Int(letter) - 65 - (letter > UInt8(ascii: "I") ? 1 : 0)
    }

    private static func letter(_ place: Int) -> UInt8 {
        UInt8(65 + place + (place >= 8 ? 1 : 0))
    }
}
