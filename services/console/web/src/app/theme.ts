import {
  Alert,
  createTheme,
  DrawerHeader,
  InputWrapper,
  type MantineColorsTuple,
  ModalHeader,
} from "@mantine/core";

const honey: MantineColorsTuple = [
  "#fff8e1",
  "#ffecb3",
  "#ffe082",
  "#ffd54f",
  "#f5b301",
  "#a86b00",
  "#8a5700",
  "#7a4b00",
  "#663e00",
  "#523200",
];

export const theme = createTheme({
  primaryColor: "honey",
  primaryShade: 7,
  autoContrast: true,
  colors: { honey },
  fontFamily: "system-ui, sans-serif",
  headings: { fontFamily: "system-ui, sans-serif" },
  components: {
    // The library's own red is too faint to read on its light ground.
    Alert: Alert.extend({ styles: { title: { color: "var(--mantine-color-text)" } } }),
    // Their <header> would be a second banner of the page.
    ModalHeader: ModalHeader.extend({ defaultProps: { role: "presentation" } }),
    DrawerHeader: DrawerHeader.extend({ defaultProps: { role: "presentation" } }),
    // The library's own grey is too faint to read on white.
    InputWrapper: InputWrapper.extend({ styles: { description: { color: "var(--mantine-color-text)" } } }),
  },
});
