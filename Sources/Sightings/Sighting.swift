import Vocabulary

/// A place where plates are read.
package struct Camera: Hashable, Sendable, Codable {
    /// The name in the source, unique in a store.
    package var name: String
    /// Degrees north and east, WGS 84.
    package var latitude: Double?
    package var longitude: Double?
    /// The number of the area it stands in, in the force's own division.
    package var area: Int?
    /// Seconds that its clock is ahead, as last measured; times are kept as read and corrected in questions of speed.
    package var clockErrorSeconds: Double?

    /// A camera of which no more than the name need be known.
    package init(
        name: String,
        latitude: Double? = nil,
        longitude: Double? = nil,
        area: Int? = nil,
        clockErrorSeconds: Double? = nil
    ) {
        self.name = name
        self.latitude = latitude
        self.longitude = longitude
        self.area = area
        self.clockErrorSeconds = clockErrorSeconds
    }
}

/// Which way a vehicle went, as the camera says.
package enum Heading: UInt8, Sendable, CaseIterable {
    case north = 1
    case northEast, east, southEast, south, southWest, west, northWest, towards, away

    private static let words: [[String]] = [
        ["n", "north", "northbound"], ["ne"], ["e", "east", "eastbound"], ["se"], ["s", "south", "southbound"],
        ["sw"], ["w", "west", "westbound"], ["nw"], ["towards", "in", "inbound", "front"],
        ["away", "out", "outbound", "rear"],
    ]

    /// The word that tables have for it.
    package var word: String { Self.words[Int(rawValue) - 1][0] }

    /// A heading in words: `N`, `southbound`, `in`.
    package init?(_ text: String) {
        let text = text.lowercased()
        guard let index = Self.words.firstIndex(where: { $0.contains(text) }) else { return nil }
        self.init(rawValue: UInt8(index + 1))
    }
}

/// What a camera says of a read besides plate, place and time.
package struct ReadDetails: Hashable, Sendable {
    /// How sure the reader was, in hundredths.
    package var confidence: Int?
    /// The lane, 0 to 30.
    package var lane: Int?
    /// Which way.
    package var heading: Heading?
    /// Minutes that the camera's clock was ahead of UTC.
    package var offsetMinutes: Int = 0

    /// Details, none of which need be known.
    package init(confidence: Int? = nil, lane: Int? = nil, heading: Heading? = nil, offsetMinutes: Int = 0) {
        self.confidence = confidence
        self.lane = lane
        self.heading = heading
        self.offsetMinutes = offsetMinutes
    }

    /// Seven bits of confidence, five of lane, four of heading, eight of quarters of an hour ahead of UTC.
    var packed: UInt32 {
        let quarters = UInt8(truncatingIfNeeded: offsetMinutes / 15)
        return UInt32(confidence ?? 127) | UInt32(lane ?? 31) << 7 | UInt32(heading?.rawValue ?? 0) << 12
            | UInt32(quarters) << 16
    }

    init(packed: UInt32) {
        let sure = Int(packed & 127)
        let lane = Int(packed >> 7 & 31)
        self.init(
            confidence: sure == 127 ? nil : sure,
            lane: lane == 31 ? nil : lane,
            heading: Heading(rawValue: UInt8(packed >> 12 & 15)),
            offsetMinutes: Int(Int8(truncatingIfNeeded: packed >> 16 & 255)) * 15
        )
    }
}

/// One read of one plate.
package struct Sighting: Hashable, Sendable {
    /// The plate as the store orders it.
    package var plate: PlateKey
    /// The plate in normal form.
    package var mark: String
    /// The plate as the camera wrote it.
    package var raw: String
    /// The camera's place in ``Reads/cameras``.
    package var camera: Int
    /// When, with the offset of the camera's clock.
    package var time: Timestamp
    /// Confidence, lane, heading.
    package var details: ReadDetails
    /// Where the pictures of the plate and of the scene are kept.
    package var patch: String?
    package var overview: String?
}
