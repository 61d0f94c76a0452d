import Foundation
import Testing
import Vocabulary

@Suite struct PropertyNumberTests {
    @Test("leading zeros go, length is bounded")
    func numbers() {
        #expect(UPRN(" 00010 0023 336956 ")?.description == "100023336956")
        #expect(UPRN("999999999999")?.number == 999_999_999_999)
        #expect(UPRN("0001000000000000") == nil)
        #expect(UPRN("000") == nil)
        #expect(UPRN("12a") == nil)
        #expect(USRN("033909869")?.description == "33909869")
        #expect(USRN("100000000") == nil)
    }
}

@Suite struct GridReferenceTests {
    @Test(
        "a reference is read in any writing",
        arguments: ["TG 51409 13177", "tg5140913177", "TG51409,13177", "651409, 313177", " TG 51409  13177 "]
    )
    func writing(_ text: String) throws {
        let reference = try #require(GridReference(text))
        #expect(reference.easting == 651_409 && reference.northing == 313_177 && reference.squareMetres == 1)
        #expect(reference.description == "TG 51409 13177")
    }

    @Test("fewer digits make a larger square")
    func squares() throws {
        let reference = try #require(GridReference("NN 166 712"))
        #expect(reference.easting == 216_600 && reference.northing == 771_200 && reference.squareMetres == 100)
        #expect(reference.description == "NN 166 712")
        #expect(GridReference("HU 42 41")?.northing == 1_141_000)
        #expect(GridReference("SE2933")?.squareMetres == 1000)
    }

    @Test(
        "what is no reference is refused",
        arguments: [
            "", "TG", "TG 5 1", "TG 514 1317", "TI 514 131", "AA 514 131", "TG 514091 131771", "TG 51a 131",
            "G 514 131", "651409", "651409,",
        ]
    )
    func refused(_ text: String) { #expect(GridReference(text) == nil) }

    @Test("every square's letters are read back", arguments: [11, 12] as [UInt64])
    func lettersRoundTrip(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        for _ in 0..<2000 {
            let east = Int.random(in: 0..<700_000, using: &dice)
            let north = Int.random(in: 0..<1_300_000, using: &dice)
            let side = [1, 10, 100, 1000][Int.random(in: 0..<4, using: &dice)]
            let reference = try #require(GridReference(easting: east, northing: north, squareMetres: side))
            #expect(GridReference(reference.description) == reference)
        }
    }

    @Test("the worked example of Ordnance Survey's guide, on Airy 1830")
    func workedExample() {
        let latitude = 52 + 39 / 60.0 + 27.2531 / 3600
        let longitude = 1 + 43 / 60.0 + 4.5177 / 3600
        let grid = NationalGrid.project(latitude: latitude, longitude: longitude)
        #expect(abs(grid.easting - 651_409.903) < 0.002)
        #expect(abs(grid.northing - 313_177.270) < 0.002)
        let back = NationalGrid.airy(easting: 651_409.903, northing: 313_177.270)
        #expect(abs(back.latitude - latitude) < 0.0001 / 3600)
        #expect(abs(back.longitude - longitude) < 0.0001 / 3600)
    }

    /// Ordnance Survey's test points for OSTN15: latitude and longitude, and the exact grid metres.
    static let testPoints: [(latitude: Double, longitude: Double, easting: Double, northing: Double)] = [
        (49.92226393730, -6.29977752014, 91_492.146, 11_318.804),
        (50.43885825610, -4.10864563561, 250_359.811, 62_016.569),
        (51.37447025550, 1.44454730409, 639_821.835, 169_565.858),
        (51.48936564950, -0.11992557180, 530_624.974, 178_388.464),
        (52.25529381630, -2.15458614387, 389_544.190, 261_912.153),
        (53.80021519630, -1.66379168242, 422_242.186, 433_818.701),
        (57.48625000720, -4.21926398555, 267_056.768, 846_176.972),
        (60.13308091660, -2.07382822798, 395_999.668, 1_138_728.951),
    ]

    @Test("known points come out within the seven-parameter shift's few metres", arguments: testPoints.indices)
    func knownPoints(_ index: Int) throws {
        let point = Self.testPoints[index]
        let wgs84 = try #require(WGS84(latitude: point.latitude, longitude: point.longitude))
        let grid = NationalGrid.grid(wgs84)
        let off = hypot(grid.easting - point.easting, grid.northing - point.northing)
        #expect(off < 5, "\(off) m")
        let back = try #require(NationalGrid.wgs84(easting: point.easting, northing: point.northing))
        #expect(Self.metres(wgs84, back) < 5)
    }

    @Test("grid to latitude and longitude and back stays within a metre", arguments: [21, 22, 23] as [UInt64])
    func roundTrip(_ seed: UInt64) throws {
        var dice = Seeded(seed)
        for _ in 0..<1000 {
            let east = Double.random(in: 0..<700_000, using: &dice)
            let north = Double.random(in: 0..<1_300_000, using: &dice)
            let point = try #require(NationalGrid.wgs84(easting: east, northing: north))
            let back = NationalGrid.grid(point)
            #expect(hypot(back.easting - east, back.northing - north) < 0.02)
            let reference = try #require(GridReference(easting: Int(east), northing: Int(north)))
            let centre = try #require(reference.wgs84)
            #expect(GridReference(centre) == reference)
        }
    }

    @Test("points that are nowhere are refused")
    func nowhere() {
        #expect(WGS84(latitude: 91, longitude: 0) == nil)
        #expect(WGS84(latitude: .nan, longitude: 0) == nil)
        #expect(WGS84(latitude: 0, longitude: 0).flatMap { GridReference($0) } == nil)
        #expect(GridReference(easting: -1, northing: 0) == nil)
        #expect(GridReference(easting: 0, northing: 0, squareMetres: 7) == nil)
    }

    private static func metres(_ a: WGS84, _ b: WGS84) -> Double {
        let north = (a.latitude - b.latitude) * 111_320
        let east = (a.longitude - b.longitude) * 111_320 * cos(a.latitude * .pi / 180)
        return hypot(north, east)
    }
}
