package io.ranvier.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.picture.GreyRule;
import io.ranvier.type.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  private static final int ORANGE = 0xFF8000;
  private static final int TEAL = 0x008080;

  @TempDir Path folder;

  private void picture(String path, int width, int height, int rgb) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) image.setRGB(x, y, rgb);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private Dataset read() {
    return new PictureFolder(PictureForm.colour(4, 3)).read(folder);
  }

  @Test
  void foldersSayClassesAndWhatToTestOn() throws IOException {
    picture("train/orange/1.png", 9, 5, ORANGE);
    picture("train/Teal/1.PNG", 2, 8, TEAL);
    picture("train/Teal/2.png", 4, 3, TEAL);
    picture("val/orange/1.png", 4, 3, ORANGE);
    Files.writeString(folder.resolve("train/orange/notes.txt"), "not a picture");
    Files.createDirectories(folder.resolve("train/.hidden"));
    assertThat(PictureFolder.isIn(folder)).isTrue();
    var set = read();
    assertThat(set.classes()).containsExactly("Teal", "orange");
    assertThat(set.name()).isEqualTo(String.valueOf(folder.getFileName()));
    assertThat(set.train().count()).isEqualTo(3);
    assertThat(set.test().count()).isEqualTo(1);
    assertThat(set.train().picture()).isEqualTo(Shape.of(3, 3, 4));
    assertThat(set.train().label(0)).isZero();
    assertThat(set.train().label(2)).isEqualTo(1);
    byte[] orange = set.train().image(2);
    for (int i = 0; i < 12; i++) {
      assertThat(orange[i]).isEqualTo((byte) 0xFF);
      assertThat(orange[12 + i]).isEqualTo((byte) 0x80);
      assertThat(orange[24 + i]).isZero();
    }
    assertThat(set.contentHash()).isEqualTo(read().contentHash()).hasSize(64);
  }

  @Test
  void oneFolderIsDividedBySeed() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("a/%d.png".formatted(i), 4, 3, i);
      picture("b/%d.png".formatted(i), 4, 3, 0x100 + i);
    }
    var set = read();
    assertThat(set.train().count()).isEqualTo(16);
    assertThat(set.test().count()).isEqualTo(4);
    assertThat(set.test().label(1)).isZero();
    assertThat(set.test().label(2)).isEqualTo(1);
    var other = new PictureFolder(PictureForm.colour(4, 3), 0.2, 1).read(folder);
    assertThat(other.contentHash()).isNotEqualTo(set.contentHash());
    assertThat(read().contentHash()).isEqualTo(set.contentHash());
  }

  @Test
  void picturesBecomeGreyByARule() throws IOException {
    picture("train/a/1.png", 7, 7, ORANGE);
    picture("test/a/1.png", 7, 7, ORANGE);
    var set = new PictureFolder(PictureForm.grey(2, 2, GreyRule.MAXIMUM)).read(folder);
    assertThat(set.train().picture()).isEqualTo(Shape.of(1, 2, 2));
    assertThat(set.train().image(0)).containsOnly((byte) 0xFF);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertThat(PictureFolder.isIn(folder)).isFalse();
    assertRefused(folder + ": holds no folder of pictures (.jpg, .jpeg, .png");
    picture("train/a/1.png", 4, 3, TEAL);
    assertRefused(folder + ": holds 'train', but none of [test, val,");
    Files.createDirectories(folder.resolve("test"));
    assertRefused(folder.resolve("test") + ": holds no folder of pictures");
    picture("test/b/1.png", 4, 3, TEAL);
    assertRefused(folder.resolve("test/b") + ": nothing was learned of this class: wants one of");
    Files.move(folder.resolve("test/b"), folder.resolve("test/a"));
    Files.writeString(folder.resolve("train/a/2.png"), "no picture");
    assertRefused(folder.resolve("train/a/2.png") + ": of no known format");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new PictureFolder(PictureForm.colour(1, 1)).read(folder.resolve("none")))
        .withMessageContaining("no such folder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PictureForm.colour(0, 3))
        .withMessage("pictureForm: 0 x 3; both start at 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PictureFolder(PictureForm.colour(1, 1), 1, 0))
        .withMessage("pictureFolder: testShare is 1.0, and must be in (0, 1)");
  }

  private void assertRefused(String reason) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(this::read)
        .withMessageContaining(reason);
  }
}
